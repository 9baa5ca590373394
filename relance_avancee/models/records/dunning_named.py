"""Rights are asked on every record a caller names, before anything is shown of it."""

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.orm.identifiers import NewId

# fields that name the company only so that its settings are read
COMPANY = "res.company"


class DunningNamed(models.AbstractModel):
    """Mixin: who names a record by its number must be allowed to read it.

    Related and computed fields read with the rights of the system: without this, a
    number is all one needs to see another company's amounts through them. It holds
    for values, for defaults of the context and for what a form says while it is typed.
    """

    _name = "dunning.named"
    _description = "Rights on the records a caller names"

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                self._check_named(vals)
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self.check_access("write")
            self._check_named(vals)
        return super().write(vals)

    @api.model
    def default_get(self, fields):
        """Defaults come from the context too, which the caller writes."""
        # as the caller wrote them: core makes a new record of what looks like one
        context = {name: self.env.context.get(f"default_{name}") for name in fields}
        self._check_named(context)
        values = super().default_get(fields)
        self._check_named(values)
        settings = self.env["ir.default"]._get_model_defaults(self._name)
        given = [
            name
            for name in values
            if f"default_{name}" in self.env.context or name in settings
        ]
        if given:
            self._drop_defaults(values, given)
        return values

    @api.model
    def _drop_defaults(self, defaults, given):
        """Take out, in place, default values that nobody may choose.

        :param given: names of those of the caller's context or settings
        """

    def onchange(self, values, field_names, fields_spec):
        """A form that was never saved names records as well."""
        self.check_access("write" if self else "create")
        self._check_named(values)
        return super().onchange(values, field_names, fields_spec)

    @api.model
    def _check_named(self, values):
        """Ask the user's right on every record these values name.

        :raises AccessError: one of them is not for this user
        """
        if self.env.su:
            return
        found = {}
        self._collect_named(self, values, found)
        for model, ids in found.items():
            self._check_named_records(self.env[model].browse(sorted(ids)))

    @api.model
    def _check_named_records(self, records):
        if records._name == COMPANY:
            # a branch works with the settings of the companies above it
            # sudo: only whether the user belongs to it, or to one of its branches
            own = self.env.user.company_ids.sudo()
            records -= own | own.parent_ids
        records.check_access("read")

    @api.model
    def _collect_named(self, model, values, found):
        """Ids by model in values as ``create``, ``write`` or ``onchange`` take them."""
        for name, value in values.items():
            field = model._fields.get(name)
            if not value or field is None:
                continue
            if field.type == "reference":
                self._collect_reference(value, found)
            elif field.comodel_name:
                comodel = self.env[field.comodel_name]
                if field.type == "many2one":
                    # (id, name) is one too
                    pair = isinstance(value, (tuple, list))
                    self._collect_item(comodel, value[0] if pair else value, found)
                    continue
                for item in value:
                    self._collect_item(comodel, item, found)

    @api.model
    def _collect_reference(self, value, found):
        if isinstance(value, models.BaseModel):
            found.setdefault(value._name, set()).update(value.ids)
            return
        model, _comma, number = str(value).partition(",")
        if model in self.env:
            try:
                found.setdefault(model, set()).add(int(number))
            except ValueError:
                # core does not read it either
                return

    @api.model
    def _collect_item(self, comodel, item, found):
        """One record, id, dict of values or command about ``comodel``."""
        ids = found.setdefault(comodel._name, set())
        if isinstance(item, models.BaseModel):
            ids.update(item.ids)
        elif isinstance(item, dict):
            self._collect_item(comodel, item.get("id"), found)
            self._collect_named(comodel, item, found)
        elif isinstance(item, (tuple, list)):
            _code, number, values = (*item, None, None, None)[:3]
            self._collect_item(comodel, number, found)
            if isinstance(values, dict):
                self._collect_named(comodel, values, found)
            else:
                for value in values or ():
                    self._collect_item(comodel, value, found)
        elif number := self._read_number(item):
            ids.add(number)

    @api.model
    def _read_number(self, item):
        """The id that is meant; none when nothing of the database is.

        PostgreSQL takes "12" and 12.0 for 12, so what is no plain number is not left to it.

        :raises ValidationError: this names no record
        """
        if item is None or item is False:
            return None
        if isinstance(item, NewId):
            return item.origin
        if isinstance(item, str) and item.startswith("virtual_"):
            # a line of a form that the browser has just added
            return None
        if type(item) is not int:
            raise ValidationError(self.env._("A record is named by its number."))
        return item
