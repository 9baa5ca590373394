"""Kinds of fields of our own."""

from odoo import fields


class LightMany2one(fields.Many2one):
    """A many2one without a foreign key, for rows written by tens of thousands.

    PostgreSQL checks a foreign key row by row, even when all rows name the same target.
    Who writes such rows in bulk checks and locks each target once (``lock_targets``),
    and the target refuses to be deleted while it is used.
    """

    def update_db_foreign_key(self, model, column):
        """None to make."""
