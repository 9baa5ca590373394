"""How often something was tried on customers' pages, whichever worker answered."""

import ipaddress
from datetime import timedelta

from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools import SQL, config


class TooMany(UserError):
    """Refused for now; the message says why and until when.

    :ivar seconds: to wait
    """

    def __init__(self, message, seconds):
        super().__init__(message)
        self.seconds = seconds


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
    def _count_apart(self, kind, subject, minutes):
        """The same, kept whatever becomes of the work that follows."""
        with self.env.registry.cursor() as cr:
            return self.with_env(self.env(cr=cr))._count(kind, subject, minutes)

    @api.model
    def _get_count(self, kind, subject):
        """Tries so far."""
        return self._get_count_and_wait(kind, subject)[0]

    @api.model
    def _get_count_and_wait(self, kind, subject):
        """Tries so far, and the seconds after which they are forgotten."""
        now = fields.Datetime.now()
        rows = self.env.execute_query(
            SQL(
                "SELECT count, date_end FROM dunning_throttle"
                " WHERE key = %s AND date_end > %s",
                self._make_key(kind, subject),
                now,
            )
        )
        [(count, end)] = rows or [(0, now)]
        return count, max(1, int((end - now).total_seconds())) if count else 0

    @api.model
    def _say_wait(self, seconds):
        """When one may try again: hours and minutes are the same in all time zones."""
        minutes = max(2, -(-seconds // 60))
        if minutes < 120:
            return self.env._(
                "You may try again in %(minutes)s minutes.", minutes=minutes
            )
        return self.env._(
            "You may try again in %(hours)s hours.", hours=-(-minutes // 60)
        )

    @api.model
    def _make_key(self, kind, subject):
        # keyed, so that a list of all addresses does not tell who it was
        # sudo: the key of signatures is the system's
        digest = tools.hmac(
            self.env(su=True), "relance_avancee.throttle", (kind, str(subject))
        )
        return f"{kind}:{digest[:32]}"

    @api.model
    def _get_proxy_problem(self):
        """Why visitors cannot be told apart, for who sets the server up; or "".

        Asked while somebody is there: the request that shows the settings comes the
        same way as those of customers.
        """
        headers = request.httprequest.headers if request else {}
        if not headers.get("X-Forwarded-For"):
            return ""
        if not config["proxy_mode"]:
            return self.env._(
                "This server is behind a proxy and does not know it: all visitors seem"
                " to have one address, in the proof of accepted plans and in the limit"
                " of wrong links. Ask your administrator for proxy_mode = True in the"
                " configuration of Odoo."
            )
        if not headers.get("X-Forwarded-Host"):
            return self.env._(
                "The proxy in front of this server does not send X-Forwarded-Host:"
                " Odoo then ignores the addresses of visitors. Ask your administrator"
                " to have it sent."
            )
        return ""

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
