"""Merging customers or contacts: what both have of ours and only one may have."""

from odoo import api, models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Odoo moves foreign keys in SQL and breaks unique indexes where both have a row."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        self._dunning_join_doubles(src_partners, dst_partner)
        result = super()._update_foreign_keys(src_partners, dst_partner)
        self._dunning_merged(dst_partner)
        return result

    def _dunning_merged(self, partner):
        """An invoice given from one to the other was this debtor's all along."""
        # sudo: who merges contacts need not see what is owed
        lines = self.env["dunning.action.line"].sudo()
        debtor = partner.commercial_partner_id
        lines._debtors_changed(
            [
                ("is_former", "=", True),
                ("action_id.partner_id.commercial_partner_id", "=", debtor.id),
            ]
        )

    def _dunning_join_doubles(self, src_partners, dst_partner):
        """Settle beforehand every conflict of a unique index of our tables."""
        merged = src_partners | dst_partner
        self.env.flush_all()
        for model, index in self._dunning_get_unique_indexes():
            for ids in self._dunning_find_doubles(model, index, merged, dst_partner):
                # sudo: who merges contacts need not see what is owed
                records = self.env[model].sudo().browse(ids)
                self._dunning_join(records[0], records[1:])
        self.env.flush_all()

    @api.model
    def _dunning_join(self, kept, doubles):
        """One row where there were several: what is measured is measured again.

        A module with a model of its own, of which no row may be lost, extends this.
        """
        if kept._name == "dunning.link":
            doubles._replace_by(kept)
        else:
            doubles.unlink()

    @api.model
    def _dunning_get_unique_indexes(self):
        """Unique indexes of our tables with a partner in them, found in the database.

        :return: pairs (model name, (columns that are partners, all keys, condition));
            keys and condition in SQL
        """
        models_by_table = {
            model._table: name
            for name, model in self.env.items()
            if name.startswith("dunning.") and model._auto and not model._abstract
        }
        rows = self.env.execute_query(
            SQL(
                """
                SELECT held.relname, ARRAY_AGG(DISTINCT att.attname::text),
                       ARRAY(SELECT pg_get_indexdef(idx.indexrelid, place, TRUE)
                               FROM generate_series(1, idx.indnkeyatts) place),
                       COALESCE(pg_get_expr(idx.indpred, idx.indrelid), 'TRUE')
                  FROM pg_index idx
                  JOIN pg_class held ON held.oid = idx.indrelid
                  JOIN pg_constraint con ON con.conrelid = held.oid
                   AND con.contype = 'f' AND con.confrelid = 'res_partner'::regclass
                  JOIN pg_attribute att ON att.attrelid = held.oid
                   AND att.attnum = con.conkey[1] AND att.attnum = ANY(idx.indkey)
                 WHERE idx.indisunique AND held.relname = ANY(%s)
              GROUP BY held.relname, idx.indexrelid, idx.indnkeyatts,
                       idx.indpred, idx.indrelid
              ORDER BY held.relname, idx.indexrelid
                """,
                list(models_by_table),
            )
        )
        return [(models_by_table[table], index) for table, *index in rows]

    def _dunning_find_doubles(self, model, index, merged, dst_partner):
        """Ids of rows that become one, those of the remaining partner first.

        :return: lists of at least two ids; the first is the row to keep
        """
        columns, keys, condition = index
        in_place = {
            name: SQL(
                "(CASE WHEN %(name)s = ANY(%(merged)s) THEN %(kept)s ELSE %(name)s END)",
                name=SQL.identifier(name),
                merged=merged.ids,
                kept=dst_partner.id,
            )
            for name in columns
        }
        # keys and condition come from the database's own catalogue
        wanted = [in_place.get(key) or SQL(key.replace("%", "%%")) for key in keys]
        concerned = [
            SQL("%s = ANY(%s)", SQL.identifier(name), merged.ids) for name in columns
        ]
        own = [SQL("%s = %s", SQL.identifier(name), dst_partner.id) for name in columns]
        rows = self.env.execute_query(
            SQL(
                """
                SELECT ARRAY_AGG(id ORDER BY (%(own)s) DESC NULLS LAST, id)
                  FROM %(table)s
                 WHERE (%(concerned)s) AND %(condition)s
              GROUP BY %(keys)s
                HAVING COUNT(*) > 1 AND %(given)s
                """,
                own=SQL(" AND ").join(own),
                table=SQL.identifier(self.env[model]._table),
                concerned=SQL(" OR ").join(concerned),
                condition=SQL(condition.replace("%", "%%")),
                keys=SQL(", ").join(wanted),
                # several rows without a value are no doubles
                given=SQL(" AND ").join(SQL("%s IS NOT NULL", key) for key in wanted),
            )
        )
        return [ids for [ids] in rows]
