"""Payment plans of the demo: proposed, running with a line late, broken, paid off."""

import datetime as dt
from typing import NamedTuple

import demo_customers as story
from demo_night import clock

from odoo import Command


class Plan(NamedTuple):
    """A plan agreed ``ago`` days before the demo's night; its ``paid`` as (ago, amount)."""

    customer: story.Customer
    ago: int
    count: int
    rhythm: str = "month"
    amount_first: float = 0.0
    accepted_by: str = ""
    paid: tuple = ()
    note: str = ""


PLANS = (
    Plan(
        story.Customer(
            "Atelier de couture Mirabelle",
            "atelier@couture-mirabelle.example",
            story.LYON,
            (story.Bill(22, {"table": 1}), story.Bill(9, {"shelf": 6})),
        ),
        ago=1,
        count=5,
        note="Saison creuse : demande cinq mensualités.",
    ),
    Plan(
        story.Customer(
            "Brasserie du Pont Neuf",
            "gerant@pont-neuf.example",
            story.GRENOBLE,
            (story.Bill(70, {"counter": 1}),),
        ),
        ago=39,
        count=6,
        rhythm="fortnight",
        amount_first=500.0,
        accepted_by="Marc Oberlin",
        # the first two payments; the third is late by four days
        paid=((33, 500.0), (19, 488.0)),
        note="Travaux dans la salle, reprise en fin d’année.",
    ),
    Plan(
        story.Customer(
            "Carrosserie Vasseur",
            "bureau@carrosserie-vasseur.example",
            story.VILLEURBANNE,
            (story.Bill(64, {"desk": 2, "chair": 2}),),
        ),
        ago=32,
        count=4,
        rhythm="fortnight",
        accepted_by="Nadia Vasseur",
        paid=((27, 467.4),),
    ),
    Plan(
        story.Customer(
            "Épicerie fine Salvetat",
            "boutique@salvetat.example",
            story.ANNECY,
            (story.Bill(58, {"shelf": 10}),),
        ),
        ago=50,
        count=3,
        rhythm="week",
        accepted_by="Louis Salvetat",
        paid=((44, 384.0), (38, 384.0), (30, 384.0)),
    ),
)


def tell(demo):
    """Each plan on its own days; the customers and invoices with it."""
    number = len(story.CUSTOMERS)
    for index, plan in enumerate(PLANS, number + 1):
        moves = make_invoices(demo, plan.customer, index)
        with clock(demo.env, demo.day(plan.ago)):
            made = agree(demo, plan, moves)
        for ago, amount in plan.paid:
            with clock(demo.env, demo.day(ago)):
                pay(demo, made, demo.day(ago), amount)
    # what the nights in between made of them
    for ago in (12, 1):
        day = demo.day(ago)
        with clock(demo.env, day):
            demo.env["dunning.payment.plan"]._settle(demo.company, day)


def make_invoices(demo, customer, number):
    partner = demo.env["res.partner"].create(demo.prepare_customer(customer, number))
    demo.partners[customer.name] = partner
    demo.make_bills([(bill, customer) for bill in customer.events])
    return demo.env["account.move"].union(
        *(move for _bill, move in demo.bills[customer.name])
    )


def agree(demo, plan, moves):
    made = demo.env["dunning.payment.plan"].create(
        {
            "company_id": demo.company.id,
            "move_ids": [Command.set(moves.ids)],
            "count": plan.count,
            "rhythm": plan.rhythm,
            "amount_first": plan.amount_first,
            "date_first": demo.day(plan.ago) + dt.timedelta(days=6),
            "user_id": demo.collector.id,
            "note": plan.note,
        }
    )
    made.action_compute()
    made.action_propose()
    if plan.accepted_by:
        made._accept(plan.accepted_by, True, made._get_fingerprint(), "192.0.2.17")
    return made


def pay(demo, plan, day, amount):
    """A transfer on the oldest invoice of the plan still open."""
    move = plan.move_ids.filtered("amount_residual").sorted("invoice_date_due")[:1]
    wizard = (
        demo.env["account.payment.register"]
        .with_context(active_model="account.move", active_ids=move.ids)
        .create({"payment_date": day, "amount": min(amount, move.amount_residual)})
    )
    wizard._create_payments()
