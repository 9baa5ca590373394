"""Six months of paid invoices before the story of the demo begins, made in bulk.

Each customer has its habit: how late it pays, how regularly, and whether it gets worse.
Invoices, payments and the reminders of that time are made directly, in a few
statements; the five weeks that follow are lived through by the real engine. Contacts
stay two months away from tonight, so that they change nothing of what leaves tonight.
"""

import datetime as dt
import random
from typing import NamedTuple

from demo_night import last_working_day

from odoo import Command

from odoo.addons.relance_avancee.tools import bulk_insert

MONTHS = 7
# Due dates of the last paid invoice and the day of the last contact of this history.
LAST_DUE, LAST_CONTACT = 20, 65
BASKETS = (
    {"desk": 2, "chair": 2},
    {"service": 1},
    {"shelf": 8, "fitting": 4},
    {"cabinet": 2, "lamp": 6},
    {"table": 1, "chair": 4},
    {"counter": 1},
)


class Habit(NamedTuple):
    """Days late on average, their spread, and how many more each month."""

    late: int
    spread: int
    drift: float = 0.0


HABITS = (
    Habit(-2, 2),
    Habit(1, 2),
    Habit(6, 3, -0.5),
    Habit(16, 5, -1.5),
    Habit(2, 2),
    Habit(32, 8, -3.0),
    Habit(4, 3, 4.0),
    Habit(48, 10, -4.0),
)
# Big accounts, invoiced every other week, who owe nothing that is late.
REGULARS = (
    ("Groupe scolaire Horizon", "compta@groupe-horizon.example", Habit(3, 3)),
    (
        "Clinique privée des Cèdres",
        "fournisseurs@clinique-cedres.example",
        Habit(9, 4, -1.0),
    ),
    ("Coworking Les Ateliers", "gestion@les-ateliers.example", Habit(-1, 2)),
)
BIG = {"desk": 8, "chair": 12, "fitting": 20}


class Old(NamedTuple):
    """An invoice of the history: due and paid so many days before tonight."""

    customer: str
    due: int
    paid: int | None
    lines: dict


def tell(builder, customers):
    """Everything that happened before the story, oldest first."""
    rng = random.Random(2026)
    olds = [
        old
        for number, customer in enumerate(customers)
        for old in _invoices(rng, number, customer)
    ]
    olds += _regular_invoices(rng, builder)
    moves = _make_invoices(builder, olds)
    still_open = [old.paid is None for old in olds]
    moves = moves.filtered(lambda move: not still_open[moves.ids.index(move.id)])
    olds = [old for old in olds if old.paid is not None]
    _pay(builder, olds, moves)
    _remind(builder, olds, moves)
    _promise(builder, olds, moves)
    _dispute(builder, olds, moves)
    builder.env.flush_all()


def _invoices(rng, number, customer):
    habit = HABITS[number % len(HABITS)]
    for month in range(MONTHS):
        due = LAST_DUE + 28 * (MONTHS - month) - rng.randrange(20)
        late = round(rng.gauss(habit.late + habit.drift * month, habit.spread))
        yield Old(customer.name, due, max(1, due - late), rng.choice(BASKETS))


def _regular_invoices(rng, builder):
    """Big accounts: half a year of invoices paid, the last month not due yet."""
    builder.partners |= {
        name: builder.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "email": email,
                "street": "1 place de l’Exemple",
                "zip": "69002",
                "city": "Lyon",
                "country_id": builder.company.country_id.id,
                "lang": "fr_FR",
                "customer_rank": 1,
            }
        )
        for name, email, _habit in REGULARS
    }
    for name, _email, habit in REGULARS:
        for fortnight in range(16):
            due = 28 * MONTHS - 14 * fortnight
            late = round(
                rng.gauss(habit.late + habit.drift * fortnight / 2, habit.spread)
            )
            # not so near to the due date that tonight's night would write about it
            paid = max(1, due - late) if due > 0 else None
            yield Old(name, due if due > 0 else due - 9, paid, BIG)


def _make_invoices(builder, olds):
    moves = builder.env["account.move"].create(
        [
            {
                "move_type": "out_invoice",
                "partner_id": builder.partners[old.customer].id,
                "invoice_date": builder.day(old.due + 30),
                "invoice_date_due": builder.day(old.due),
                "invoice_payment_term_id": False,
                "invoice_user_id": builder.manager.id,
                "invoice_line_ids": builder.prepare_lines(old.lines, "EUR"),
            }
            for old in sorted(olds, key=lambda old: -old.due)
        ]
    )
    olds.sort(key=lambda old: -old.due)
    moves.action_post()
    return moves


def _receivable(moves):
    return moves.line_ids.filtered(lambda line: line.account_type == "asset_receivable")


def _pay(builder, olds, moves):
    """One bank entry per payment, all posted and matched together."""
    bank = builder.bank_journal
    entries = builder.env["account.move"].create(
        [
            {
                "move_type": "entry",
                "journal_id": bank.id,
                "date": builder.day(old.paid),
                "ref": f"VIR {move.name}",
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account.id,
                            "partner_id": move.commercial_partner_id.id,
                            "debit": debit,
                            "credit": credit,
                            "name": f"VIR {move.name}",
                        }
                    )
                    for account, debit, credit in (
                        (bank.default_account_id, move.amount_total, 0.0),
                        (_receivable(move).account_id, 0.0, move.amount_total),
                    )
                ],
            }
            for old, move in zip(olds, moves, strict=True)
        ]
    )
    entries.action_post()
    builder.env["account.move.line"]._reconcile_plan(
        [
            _receivable(move) | _receivable(entry)
            for move, entry in zip(moves, entries, strict=True)
        ]
    )


def _remind(builder, olds, moves):
    """The e-mails of that time: each step that came before the payment."""
    steps = builder.company.dunning_scenario_id.step_ids.filtered(
        lambda step: step.send_email and step.delay_days > 0
    )
    contacts = []
    for old, move in zip(olds, moves, strict=True):
        if not move.commercial_partner_id.email_normalized:
            continue
        for step in steps:
            night = last_working_day(
                builder.company, builder.day(old.due - step.delay_days)
            )
            ago = (builder.today - night).days
            if old.paid < ago and ago >= LAST_CONTACT:
                contacts.append((move, step, night))
    actions = bulk_insert(
        builder.env["dunning.action"],
        [_action(builder, *contact) for contact in contacts],
    )
    bulk_insert(
        builder.env["dunning.action.line"],
        [
            _line(action_id, *contact)
            for action_id, contact in zip(actions, contacts, strict=True)
        ],
        want_ids=False,
    )
    moves._compute_dunning_level()


def _action(builder, move, step, night):
    partner = move.commercial_partner_id
    return {
        "partner_id": partner.id,
        "contact_id": partner.id,
        "company_id": move.company_id.id,
        "currency_id": move.currency_id.id,
        "user_id": builder.collector.id,
        "scenario_id": step.scenario_id.id,
        "step_id": step.id,
        "channel": "email",
        "state": "done",
        "delivery_state": "sent",
        "date_planned": night,
        "date_done": night,
        "amount": move.amount_total,
        "email_to": partner.email,
    }


def _line(action_id, move, step, night):
    item = _receivable(move)
    return {
        "action_id": action_id,
        "line_id": item.id,
        "move_id": move.id,
        "move_name": move.name,
        "step_id": step.id,
        "date_due": item.date_maturity,
        "days_late": (night - item.date_maturity).days,
        "residual": move.amount_total,
        "amount": move.amount_total,
        "state": "done",
        "channel": "email",
        "cycle": 0,
        "is_test": False,
    }


def _promise(builder, olds, moves):
    """Of the latest payers, some promised on the phone; most kept their word."""
    late = [
        (old, move)
        for old, move in zip(olds, moves, strict=True)
        if old.due - old.paid > 20
    ]
    builder.env["dunning.promise"].create(
        [
            {
                "company_id": builder.company.id,
                "partner_id": move.commercial_partner_id.id,
                "move_ids": [Command.set(move.ids)],
                "amount": move.amount_total,
                "date": builder.day(old.paid + (8 if number % 4 == 0 else -2)),
                "state": "broken" if number % 4 == 0 else "kept",
                "user_id": builder.collector.id,
                "note": "Promesse faite par téléphone.",
            }
            for number, (old, move) in enumerate(late)
            if number % 3 == 0 and old.paid > LAST_CONTACT
        ]
    )


def _dispute(builder, olds, moves):
    """A few invoices were contested, and the matter settled within weeks."""
    reason = builder.env["dunning.dispute.reason"].search([], limit=1)
    for number, (old, move) in enumerate(zip(olds, moves, strict=True)):
        if number % 29 or old.paid < LAST_DUE:
            continue
        builder.env["dunning.dispute"].create(
            {
                "move_id": move.id,
                "amount": round(move.amount_total / 3, 2),
                "reason_id": reason.id,
                "user_id": builder.collector.id,
                "state": "resolved",
                "outcome": "rejected",
                "date_opened": builder.day(old.due),
                "date_closed": builder.day(old.due)
                + dt.timedelta(days=9 + number % 14),
                "note": "Livraison incomplète d’après le client.",
            }
        )


def measure(builder):
    """What each month's night would have measured, then tonight's."""
    behaviour = builder.env["dunning.behaviour"]
    first = builder.today.replace(day=1)
    nights = [builder.today]
    for _month in range(MONTHS - 1):
        nights.insert(0, first)
        first = (first - dt.timedelta(days=1)).replace(day=1)
    for night in nights:
        behaviour._night(builder.company, night)
