"""Who the debtors are, how they may be reached, and what they say of channels."""

from odoo import models
from odoo.tools import SQL

from ...core import calendars
from ...core.decide import assignment
from ...core.mail.texting import can_text
from ...core.values import Debtor


class DunningDebtors(models.AbstractModel):
    """Mixin of ``dunning.ledger``: customers and their contacts, read in bulk."""

    _name = "dunning.debtors"
    _description = "Debtors as dunning reads them"

    def _make_debtors(
        self, root, debts, partner_rows, contacts, activity, rates=None, **lists
    ):
        """One debtor for each partner with debts.

        :param activity: fields of :class:`~core.values.Debtor`, by partner id
        :param rates: units of each currency for one of the company's
        :param lists: what a debtor has several of (``holds``, ``credits``…), each by
            partner id
        :return: :class:`~core.values.Debtor` by partner id
        """
        policies = self.env["dunning.channel"]._get_policies(root)
        known = self.env["dunning.channel"]._get_registry()
        return {
            partner_id: Debtor(
                partner_id=partner_id,
                company_id=root.id,
                country=partner_rows[partner_id]["place"],
                channels=frozenset(
                    channel
                    for channel in known.contacts
                    if (partner_id, channel) in contacts
                ),
                policy=self._get_policy(policies, partner_rows[partner_id]),
                rates=rates or {},
                **activity.get(partner_id, {}),
                **{
                    name: tuple(found[partner_id])
                    for name, found in lists.items()
                    if partner_id in found
                },
            )
            for partner_id in debts
        }

    def _read_partners(self, scope, root, partner_ids):
        """Name, place (whose holidays) and rule profile by debtor."""
        if not partner_ids:
            return {}
        Partner = self.env["res.partner"]
        default = Partner.with_company(root)._fields["dunning_scenario_id"]
        fallback = default.get_company_dependent_fallback(Partner.with_company(root)).id
        known = self.env["dunning.channel"]._get_registry()
        uses = [channel.use_field for channel in known.uses]
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner.id, partner.name, COALESCE(country.code, %(country)s),
                       partner.country_id,
                       partner.dunning_debtor_kind,
                       COALESCE(partner.dunning_risk_choice ->> %(company)s,
                                behaviour.risk),
                       (partner.dunning_scenario_id ->> %(company)s)::int,
                       ARRAY[%(uses)s]::varchar[],
                       ARRAY(SELECT category_id FROM res_partner_res_partner_category_rel
                              WHERE partner_id = partner.id),
                       (partner.dunning_cause_id ->> %(company)s)::int,
                       state.code, partner.zip
                  FROM res_partner partner
             LEFT JOIN res_country country ON country.id = partner.country_id
             LEFT JOIN res_country_state state ON state.id = partner.state_id
             LEFT JOIN dunning_behaviour behaviour
                    ON behaviour.partner_id = partner.id
                   AND behaviour.company_id = %(root)s
                 WHERE partner.id IN %(partners)s
                """,
                root=root.id,
                company=str(root.id),
                uses=SQL(", ").join(
                    SQL("%s ->> %s", SQL.identifier("partner", name), str(root.id))
                    for name in uses
                ),
                country=root.country_code or None,
                partners=tuple(partner_ids),
            )
        )
        return {
            row[0]: {
                "name": row[1],
                "place": calendars.place(row[2], row[-2], row[-1]),
                "profile": assignment.Profile(
                    row[4] or "company",
                    row[3],
                    frozenset(row[8]),
                    row[5],
                    row[6] or fallback,
                    row[9],
                ),
                "uses": row[7],
            }
            for row in rows
        }

    def _get_policy(self, policies, partner_row):
        """What company and debtor say of channels, as the rules know it."""
        policy, uses = policies[partner_row["profile"].kind], partner_row["uses"]
        if not any(uses):
            return policy
        codes = (channel.code for channel in policy.registry.uses)
        said = list(zip(codes, uses, strict=True))
        preferred = tuple(code for code, use in said if use == "preferred")
        forbidden = frozenset(code for code, use in said if use == "forbidden")
        return policy._replace(preferred=preferred, forbidden=forbidden)

    def _read_contacts(self, scope, partner_ids, reader_ids=()):
        """Partner to write to by (debtor, channel).

        :param reader_ids: contacts that invoices are made out to: by (debtor, channel,
            contact) when they may be written to, and nobody was chosen for all invoices

        Chosen reminder contacts first, then the invoice address, then the company
        itself; an e-mail address that bounced is not usable any more. Only who belongs
        to the debtor: a contact that moved to another company must not read of it.
        """
        if not partner_ids:
            return {}
        known = self.env["dunning.channel"]._get_registry()
        reaching = [channel for channel in known if channel.contact]
        kinds = list(dict.fromkeys(channel.contact for channel in reaching))
        conditions = self._get_contact_conditions()
        rows = self.env.execute_query(
            SQL(
                """
                WITH candidate AS (
                    SELECT rel.partner_id AS debtor_id, rel.contact_id, 0 AS rank
                      FROM dunning_partner_contact_rel rel
                     WHERE rel.partner_id IN %(partners)s
                     UNION ALL
                    SELECT parent_id, id, 1 FROM res_partner
                     WHERE type = 'invoice' AND active AND parent_id IN %(partners)s
                     UNION ALL
                    SELECT id, id, 2 FROM res_partner WHERE id IN %(partners)s
                     UNION ALL
                    SELECT commercial_partner_id, id, 3 FROM res_partner
                     WHERE id IN %(readers)s
                )
                SELECT candidate.debtor_id, candidate.rank, contact.id, %(usable)s
                  FROM candidate
                  JOIN res_partner contact ON contact.id = candidate.contact_id
                   AND contact.commercial_partner_id = candidate.debtor_id
                   AND (contact.active OR contact.id = candidate.debtor_id)
                 ORDER BY candidate.debtor_id, candidate.rank, contact.id
                """,
                partners=tuple(partner_ids),
                readers=tuple(reader_ids) or (0,),
                usable=SQL(", ").join(conditions[kind] for kind in kinds),
            )
        )
        contacts, chosen = {}, set()
        for debtor_id, rank, contact_id, *values in rows:
            found = dict(zip(kinds, values, strict=True))
            usable = {kind: self._is_usable(kind, found[kind]) for kind in kinds}
            for channel in reaching:
                if not usable[channel.contact]:
                    continue
                place = debtor_id, channel.code
                if rank == 0:
                    chosen.add(place)
                contacts.setdefault(place, contact_id)
                if rank == 3 and place not in chosen:
                    contacts[(*place, contact_id)] = contact_id
        return contacts

    def _get_contact_conditions(self):
        """How a contact can be reached: SQL on ``contact`` (``res_partner``), by kind.

        A kind is what :attr:`~core.channels.Channel.contact` names; a module whose
        channel needs an address of another kind adds it. :meth:`_is_usable` judges what
        the statement gives.
        """
        known = self.env["dunning.channel"]._get_registry()
        # numbers are looked at only where something can be sent to them
        texting = SQL(" OR ").join(
            part
            for channel in known.chosen
            if channel.contact == "mobile"
            for part in (
                SQL.identifier(channel.step_field),
                SQL("%s IS NOT NULL", SQL.identifier(channel.text_field))
                if channel.text_field
                else SQL("FALSE"),
            )
        )
        return {
            "email": SQL(
                """contact.email_normalized IS NOT NULL AND NOT EXISTS (
                       SELECT 1 FROM dunning_action bounced
                        WHERE bounced.bounced_email = contact.email_normalized)"""
            ),
            # numbers that failed or are blacklisted come back empty
            "mobile": SQL(
                """CASE WHEN EXISTS (SELECT 1 FROM dunning_step WHERE %s)
                    AND NOT EXISTS (
                       SELECT 1 FROM dunning_action dead
                        WHERE dead.bounced_phone = contact.phone_sanitized)
                    AND NOT EXISTS (
                       SELECT 1 FROM phone_blacklist blocked
                        WHERE blocked.active
                          AND blocked.number = contact.phone_sanitized)
                   THEN contact.phone_sanitized END""",
                texting,
            ),
            "phone": SQL(
                """COALESCE(contact.phone, '') != '' AND NOT EXISTS (
                       SELECT 1 FROM dunning_action wrong
                        WHERE wrong.channel = 'call' AND wrong.bounced_phone IN (
                              contact.phone_sanitized, contact.phone))"""
            ),
            "address": SQL(
                "COALESCE(contact.street, '') != '' AND COALESCE(contact.city, '') != ''"
            ),
        }

    def _is_usable(self, kind, value):
        """Whether what :meth:`_get_contact_conditions` gave is an address to use."""
        return can_text(value) if kind == "mobile" else bool(value)
