import datetime as dt

from odoo import api, models
from odoo.tools import format_datetime, format_time

from ...core.mail import hours


class DunningHours(models.AbstractModel):
    """What time it is where the debtor is, and whether one may ring or text."""

    _name = "dunning.hours"
    _description = "Hours of dunning contacts"

    @api.model
    def _get_zones(self, contact, company):
        """Time zones in which a contact may be, the most likely first."""
        root = company.root_id
        debtor = contact.commercial_partner_id
        return hours.zones(
            contact.tz or debtor.tz,
            root.partner_id.tz or self.env.user.tz,
            contact.phone_sanitized,
            self._get_country(contact, company),
        )

    @api.model
    def _get_country(self, contact, company):
        debtor = contact.commercial_partner_id
        country = contact.country_id or debtor.country_id
        return country.code or company.root_id.country_code

    @api.model
    def _get_place(self, contact, company):
        """Where the contact keeps its holidays: its own address, else the debtor's."""
        debtor = contact.commercial_partner_id
        where = contact if contact.country_id or contact.zip else debtor
        return where._dunning_place(company)

    @api.model
    def _get_call_windows(self, debtor):
        """Hours at which this debtor may be rung; extended for other customs."""
        kind = debtor.commercial_partner_id.dunning_debtor_kind
        return hours.CALL_HOURS.get(kind, hours.CALL_HOURS["company"])

    @api.model
    def _get_sms_windows(self, company):
        """Hours at which a text may arrive: outside the company's quiet hours."""
        root = company.root_id
        return hours.outside(root.dunning_quiet_from, root.dunning_quiet_to)

    @api.model
    def _next_sms_moment(self, contact, company, by_hand=False):
        """When a text may leave, in UTC; now if it may.

        By hand it may also leave on a Sunday, as any reminder by hand, not at night.
        """
        country = None if by_hand else self._get_place(contact, company)
        return hours.next_open(
            self._now(company),
            self._get_zones(contact, company),
            self._get_sms_windows(company),
            country,
        )

    @api.model
    def _describe_call_time(self, contact, company):
        """What time it is there and whether to ring now.

        :return: dict: local_time (text), is_decent, advice (text, when it is not)
        """
        where = self._get_zones(contact, company)
        windows = self._get_call_windows(contact)
        country = self._get_place(contact, company)
        now = self._now(company)
        is_decent = hours.is_open(now, where, windows, country)
        advice = ""
        if not is_decent:
            moment = hours.next_open(now, where, windows, country)
            advice = self.env._(
                "Not a decent hour there: ring from %(moment)s.",
                moment=self._format(moment, where[0]),
            )
        time = format_time(self.env, now.replace(tzinfo=None), where[0], "short")
        # most zones are named after their city
        city = where[0].rpartition("/")[2].replace("_", " ")
        return {
            "local_time": f"{time} ({city})",
            "is_decent": is_decent,
            "advice": advice,
        }

    def _now(self, company):
        return company.root_id._dunning_now().replace(tzinfo=dt.UTC)

    def _format(self, moment, zone):
        """A moment as somebody in that zone reads it."""
        naive = moment.astimezone(dt.UTC).replace(tzinfo=None)
        return format_datetime(self.env, naive, zone, "EEEE d MMMM HH:mm")
