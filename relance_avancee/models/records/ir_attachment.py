import base64
import hashlib

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...tools import check_searched, may_write
from .account_move import READERS

# What makes the evidence: its content, its name and where it belongs.
SEALED_FIELDS = (
    "name",
    "type",
    "url",
    "res_model",
    "res_id",
    "res_field",
    "company_id",
    "mimetype",
    "dunning_sha256",
)


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    # Set when a letter is sent, never changed after: it is the proof of what was sent.
    dunning_sha256 = fields.Char(
        "SHA-256 of the document sent", readonly=True, copy=False, groups=READERS
    )

    def _has_field_access(self, field, operation):
        """Nobody seals, nobody unseals: see :meth:`_dunning_seal`."""
        return super()._has_field_access(field, operation) and may_write(
            self, field, operation, ()
        )

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, **options):
        """Core searches attachments as superuser: ask here for the fields of ours."""
        if not self.env.su:
            check_searched(self, Domain(domain))
            for name, field in self._fields.items():
                if name.startswith("dunning_") and name in (order or ""):
                    self._check_field_access(field, "read")
        return super()._search(domain, offset, limit, order, **options)

    @api.model
    def _get_dunning_holders(self):
        """(model, field) whose documents are evidence once they are sealed.

        A module that keeps evidence of its own adds to it.
        """
        return [
            ("dunning.letter", "attachment_id"),
            ("dunning.payment.plan", "agreement_id"),
        ]

    def _get_dunning_held(self):
        """Those of these documents that something of ours holds as evidence."""
        held = self.browse()
        for model, name in self._get_dunning_holders():
            # sudo: evidence is evidence, whether or not one may read what holds it
            Holder = self.env[model].sudo().with_context(active_test=False)
            held |= Holder.search([(name, "in", self.ids)])[name]
        return self.sudo() & held

    def _get_dunning_evidence(self):
        """Those that nobody changes or deletes: sealed, and held.

        A seal alone protects nothing: else whoever found a way to write one would make
        any document undeletable.
        """
        # sudo: whether it is sealed, whoever asks
        sealed = self.sudo().filtered("dunning_sha256")
        return sealed._get_dunning_held() if sealed else sealed

    def _dunning_seal(self, digest):
        """From now on this document stays as it is.

        :raises UserError: nothing holds it as evidence
        """
        self.ensure_one()
        if not self._get_dunning_held():
            raise UserError(
                self.env._(
                    "Only a document that a letter or an agreement holds is sealed."
                )
            )
        # sudo: the engine alone seals
        self.sudo().dunning_sha256 = digest

    def write(self, vals):
        self._check_dunning_filed()
        for attachment in self._get_dunning_evidence():
            attachment._check_dunning_seal(vals)
        return super().write(vals)

    def _check_dunning_filed(self):
        """What customers sent and colleagues filed with evidence is nobody's to change.

        Core lets whoever may write the record rename, replace, publish and delete it.

        :raises AccessError: one of these was filed by somebody else
        """
        if self.env.su:
            return
        registry = self.env.registry
        # sudo: with what it is filed and by whom, nothing else of it
        for attachment in self.sudo():
            model = attachment.res_model
            if (
                model in registry
                and issubclass(registry[model], registry["dunning.evidence"])
                and attachment.create_uid != self.env.user
            ):
                raise AccessError(
                    self.env._(
                        "“%(name)s” was filed by somebody else: it stays as it is.",
                        name=attachment.name,
                    )
                )

    def _check_dunning_seal(self, vals):
        """Refuse what would change a sealed document, whoever asks.

        Odoo writes the same content again when the storage moves: that is let through.
        """
        self.ensure_one()
        content = None
        if "raw" in vals:
            content = vals["raw"] or b""
        elif "datas" in vals:
            content = base64.b64decode(vals["datas"] or b"")
        if isinstance(content, str):
            content = content.encode()
        changed = content is not None and (
            hashlib.sha256(content).hexdigest() != self.dunning_sha256
        )
        current = {name: self[name] for name in SEALED_FIELDS if name in vals}
        for name, value in current.items():
            field = self._fields[name]
            if field.convert_to_write(value, self) != vals[name] and (
                value or vals[name]
            ):
                changed = True
        # nor is it shown to everybody; to nobody any more, always
        if changed or "db_datas" in vals or vals.get("public"):
            raise UserError(self._dunning_evidence_text())

    @api.ondelete(at_uninstall=False)
    def _unlink_except_dunning_evidence(self):
        self._check_dunning_filed()
        if self._get_dunning_evidence():
            raise UserError(self._dunning_evidence_text())

    def _dunning_evidence_text(self):
        return self.env._(
            "This document was sent to a customer: it is evidence and stays as it is."
        )
