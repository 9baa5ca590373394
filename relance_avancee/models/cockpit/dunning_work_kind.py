from odoo import fields, models


class DunningWorkKind(models.Model):
    """A kind of work a collector finds in the morning, and how pressing it is.

    Rows are data; a module with work of its own adds one and returns it from
    ``dunning.work._read_waiting``.
    """

    _name = "dunning.work.kind"
    _description = "Kind of collection work"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, readonly=True)
    sequence = fields.Integer(default=10)
    weight = fields.Integer(
        default=10, help="Points it adds to the priority of the customer."
    )
    color = fields.Integer()

    _code_unique = models.UniqueIndex("(code)", "This kind of work already exists.")
    _weight_in_range = models.Constraint(
        "CHECK(weight BETWEEN 0 AND 100)", "A weight goes from 0 to 100."
    )

    def _get_weights(self):
        """Points by code."""
        # sudo: settings, which everybody's list is sorted by
        return {kind.code: kind.weight for kind in self.sudo().search([])}
