"""Who the debtors are and how they may be reached: customers and contacts, in bulk."""

from odoo.tools import SQL

from ...core import calendars
from ...core.decide import assignment
from ...core.mail.texting import can_text


def read_partners(root, partner_ids):
    """Name, place (whose holidays) and rule profile by debtor."""
    if not partner_ids:
        return {}
    Partner = root.env["res.partner"]
    default = Partner.with_company(root)._fields["dunning_scenario_id"]
    fallback = default.get_company_dependent_fallback(Partner.with_company(root)).id
    known = root.env["dunning.channel"]._get_registry()
    uses = [channel.use_field for channel in known.uses]
    rows = root.env.execute_query(
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


def read_contacts(env, partner_ids, reader_ids, conditions):
    """Partner to write to by (debtor, channel).

    :param conditions: how a contact can be reached, in SQL, by kind of address
    :param reader_ids: contacts that invoices are made out to: by (debtor, channel,
        contact) when they may be written to, and nobody was chosen for all invoices

    Chosen reminder contacts first, then the invoice address, then the company
    itself; an e-mail address that bounced is not usable any more. Only who belongs
    to the debtor: a contact that moved to another company must not read of it.
    """
    if not partner_ids:
        return {}
    known = env["dunning.channel"]._get_registry()
    reaching = [channel for channel in known.all if channel.contact]
    kinds = list(dict.fromkeys(channel.contact for channel in reaching))
    rows = env.execute_query(
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
        # a number that cannot take texts is no mobile
        if found.get("mobile"):
            found["mobile"] = can_text(found["mobile"])
        for channel in reaching:
            if not found[channel.contact]:
                continue
            place = debtor_id, channel.code
            if rank == 0:
                chosen.add(place)
            contacts.setdefault(place, contact_id)
            if rank == 3 and place not in chosen:
                contacts[(*place, contact_id)] = contact_id
    return contacts
