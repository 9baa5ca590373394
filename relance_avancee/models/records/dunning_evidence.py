"""What is evidence or result is written by the engine alone."""

from odoo import api, models
from odoo.exceptions import AccessError

from . import dunning_named  # noqa: F401 - inherited

# What conversations and activities need on any record: their own rights are asked there.
CONVERSATION = ("message_", "activity_", "website_message_", "my_activity_")
WRITERS = "relance_avancee.relance_avancee_group_user"


class DunningEvidence(models.AbstractModel):
    """Mixin: nobody writes a field that :meth:`_get_by_hand` does not name.

    The engine writes with ``sudo()``, after the method that people call has asked for
    their right. A context would not do: whoever calls by RPC gives any context he
    likes, nobody gives himself the superuser's rights.

    A field added later is the engine's until somebody says otherwise. To correct a
    result is a new fact, with its author and reason; never a write.
    """

    _name = "dunning.evidence"
    _inherit = ["dunning.named"]
    _description = "Evidence, written by the engine alone"

    def _get_by_hand(self):
        """Names of the fields that people write; of new records when there are none.

        Made to be extended: a module with a field of its own adds it here.
        """
        return set()

    def _is_by_hand(self, name):
        return name.startswith(CONVERSATION) or name in self._get_by_hand()

    def _is_evidence(self, field, operation):
        if operation != "write" or self.env.su:
            return False
        return not self._is_by_hand(field.name)

    def _has_field_access(self, field, operation):
        """Asked by core before it creates or writes, default values of the context too."""
        if self._is_evidence(field, operation):
            return False
        return super()._has_field_access(field, operation)

    @api.model
    def _check_field_access(self, field, operation):
        """Say why, in the words of who works here."""
        if self._is_evidence(field, operation):
            raise AccessError(
                self.env._(
                    "“%(field)s” is evidence or a result: nobody writes it by hand. Use "
                    "the buttons, or record what is new.",
                    field=field._description_string(self.env),
                )
            )
        return super()._check_field_access(field, operation)

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """What is said on evidence is read beside it: auditors say nothing there.

        Collectors may, also where the record itself is the engine's alone to write.
        """
        operations = super()._mail_get_operation_for_mail_message_operation(
            message_operation
        )
        if message_operation == "create" and not self.env.user.has_group(WRITERS):
            return dict.fromkeys(operations, "write")
        return operations

    def _drop_defaults(self, defaults, given):
        """No default value of the caller's for what the engine alone writes.

        Even when the engine creates: it gives what it means.
        """
        new = self.browse()
        for name in given:
            if new._is_by_hand(name):
                continue
            field = self._fields.get(name)
            if field and field.default:
                defaults[name] = field.default(self)
            else:
                del defaults[name]
