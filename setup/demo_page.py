"""What customers of the demo did on their own page: answered, and paid two invoices at once."""

import io
from typing import NamedTuple

import demo_customers as story
from demo_night import clock
from PIL import Image, ImageDraw
from werkzeug.datastructures import FileStorage, MultiDict

from odoo import Command


class Visit(NamedTuple):
    """One form filled in ``ago`` days before the demo's night; dates count from it."""

    customer: story.Customer
    kind: str
    ago: int
    form: dict
    lines: slice = slice(None)
    photo: bool = False


VISITS = (
    Visit(
        story.Customer(
            "Menuiserie Castel",
            "compta@menuiserie-castel.example",
            story.VALENCE,
            (story.Bill(18, {"cabinet": 3}), story.Bill(7, {"lamp": 6})),
        ),
        "promise",
        2,
        {"date": 6, "note": "Un client nous règle en fin de semaine."},
    ),
    Visit(
        story.Customer(
            "Studio Lumen Photographie",
            "studio@lumen-photo.example",
            story.LYON,
            (story.Bill(26, {"table": 1, "chair": 6}), story.Bill(5, {"lamp": 4})),
        ),
        "dispute",
        1,
        {
            "reason": "quality",
            "amount": "180,00",
            "note": "Une chaise est arrivée cassée, photo jointe.",
        },
        slice(1),
        photo=True,
    ),
    Visit(
        story.Customer(
            "Quincaillerie Bonnet",
            "bonnet@quincaillerie-bonnet.example",
            story.GRENOBLE,
            (story.Bill(13, {"shelf": 8}),),
        ),
        "paid",
        1,
        {"date": -3, "reference": "VIR 20-4711", "note": "Virement parti lundi."},
    ),
    Visit(
        story.Customer(
            "Saveurs du Rhône (traiteur)",
            "accueil@saveurs-rhone.example",
            story.LYON,
            (story.Bill(16, {"counter": 1}),),
        ),
        "contact",
        1,
        {"name": "Inès Fabre", "email": "ines.fabre@saveurs-rhone.example"},
    ),
    Visit(
        story.Customer(
            "Institut Camélia",
            "contact@institut-camelia.example",
            story.ANNECY,
            (story.Bill(24, {"desk": 3, "chair": 3}),),
        ),
        "plan",
        0,
        {"count": "4", "rhythm": "month", "note": "Quatre fois nous aiderait."},
    ),
)
PAYER = story.Customer(
    "Fromagerie des Alpages",
    "gerance@fromagerie-alpages.example",
    story.ANNECY,
    (story.Bill(20, {"shelf": 4}), story.Bill(9, {"lamp": 5})),
)


def tell(demo):
    """Each visit on its day, by the link that the messages quote."""
    number = len(demo.partners)
    for index, visit in enumerate(VISITS, number + 1):
        link, moves = arrive(demo, visit.customer, index)
        with clock(demo.env, demo.day(visit.ago)):
            link._answer(visit.kind, make_form(demo, visit, moves), make_files(visit))
            link._seen()
    pay(demo, *arrive(demo, PAYER, number + len(VISITS) + 1))


def arrive(demo, customer, number):
    """A customer with its invoices and its link."""
    partner = demo.env["res.partner"].create(demo.prepare_customer(customer, number))
    demo.partners[customer.name] = partner
    demo.make_bills([(bill, customer) for bill in customer.events])
    moves = demo.env["account.move"].union(
        *(move for _bill, move in demo.bills[customer.name])
    )
    link = demo.env["dunning.link"]._get_link(partner, partner, demo.company)
    return link.with_context(lang="fr_FR"), moves.sorted("invoice_date_due")


def get_items(moves):
    return moves.line_ids.filtered(lambda line: line.display_type == "payment_term")


def make_form(demo, visit, moves):
    """What was typed, as the browser sends it."""
    form = MultiDict(visit.form)
    if "date" in form:
        form["date"] = str(demo.day(visit.ago - visit.form["date"]))
    if "reason" in form:
        reason = demo.env.ref(
            f"relance_avancee.dunning_dispute_reason_{form['reason']}"
        )
        form["reason"] = str(reason.id)
    items = get_items(moves[visit.lines])
    form.setlist("line", [str(item.id) for item in items])
    return form


def make_files(visit):
    if not visit.photo:
        return []
    image = Image.new("RGB", (320, 240), "#d8cfc2")
    draw = ImageDraw.Draw(image)
    draw.rectangle((120, 60, 200, 130), outline="#5a4632", width=8)
    draw.line((130, 130, 105, 215), fill="#5a4632", width=9)
    draw.line((192, 130, 230, 175), fill="#a33", width=9)
    stream = io.BytesIO()
    image.save(stream, "JPEG")
    stream.seek(0)
    return [FileStorage(stream, "chaise cassée.jpg")]


def pay(demo, link, moves):
    """Two invoices in one online payment, with the demo provider."""
    with clock(demo.env, demo.day(0)):
        items = get_items(moves)
        basket = link._start_payment(link._choose(items.ids).code)
        transaction = demo.env["payment.transaction"].create(
            {
                "provider_id": demo.provider.id,
                "payment_method_id": demo.env.ref(
                    "payment_demo.payment_method_demo"
                ).id,
                "amount": basket.amount,
                "currency_id": basket.currency.id,
                "partner_id": link.contact_id.id,
                "reference": f"{moves[0].name}-page",
                "operation": "online_direct",
                "invoice_ids": [Command.set(basket.moves.ids)],
                "dunning_link_id": link.id,
            }
        )
        transaction._set_done()
        transaction._post_process()
