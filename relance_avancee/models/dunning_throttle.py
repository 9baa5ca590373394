"""How often something was tried on customers' pages, whichever worker answered."""

import ipaddress
from datetime import timedelta

from odoo import api, fields, models, tools
from odoo.tools import SQL


class DunningThrottle(models.Model):
    """A counter with an end. Subjects are signed: no address, nobody's name."""

    _name = "dunning.throttle"
    _description = "Counter of tries on customers' pages"
    _log_access = False
    _rec_name = "key"

    key = fields.Char(required=True, export_string_translation=False)
    count = fields.Integer(required=True, export_string_translation=False)
    date_end = fields.Datetime(
        required=True, index=True, export_string_translation=False
    )

    _key_unique = models.UniqueIndex("(key)")

    @api.model
    def _count(self, kind, subject, minutes):
        """One try more; the count starts again when its time is over.

        A row that another transaction has just counted on makes this one start over
        (serialization failure, retried by Odoo): two requests about the same subject
        never look at the same past.

        :return: tries so far, this one included
        """
        now = fields.Datetime.now()
        [(count,)] = self.env.execute_query(
            SQL(
                """
                INSERT INTO dunning_throttle AS known (key, count, date_end)
                     VALUES (%(key)s, 1, %(end)s)
                ON CONFLICT (key) DO UPDATE SET
                    count = CASE WHEN known.date_end > %(now)s
                                 THEN known.count + 1 ELSE 1 END,
                    date_end = CASE WHEN known.date_end > %(now)s
                                    THEN known.date_end ELSE excluded.date_end END
                  RETURNING count
                """,
                key=self._make_key(kind, subject),
                now=now,
                end=now + timedelta(minutes=minutes),
            )
        )
        return count

    @api.model
    def _get_count(self, kind, subject):
        """Tries so far."""
        rows = self.env.execute_query(
            SQL(
                "SELECT count FROM dunning_throttle WHERE key = %s AND date_end > %s",
                self._make_key(kind, subject),
                fields.Datetime.now(),
            )
        )
        return rows[0][0] if rows else 0

    @api.model
    def _make_key(self, kind, subject):
        # keyed, so that a list of all addresses does not tell who it was
        # sudo: the key of signatures is the system's
        digest = tools.hmac(
            self.env(su=True), "relance_avancee.throttle", (kind, str(subject))
        )
        return f"{kind}:{digest[:32]}"

    @api.model
    def _get_network(self, address):
        """What counts as one visitor: an IPv4 address, or an IPv6 network."""
        try:
            ip = ipaddress.ip_address(address or "")
        except ValueError:
            return address or ""
        if ip.version == 6 and not ip.ipv4_mapped:
            return str(ipaddress.ip_network(f"{ip}/64", strict=False))
        return str(getattr(ip, "ipv4_mapped", None) or ip)

    @api.autovacuum
    def _gc_over(self):
        self.env.cr.execute(
            "DELETE FROM dunning_throttle WHERE date_end < %s", [fields.Datetime.now()]
        )
