"""What the demo's customers say: promises kept, kept in part and broken, disputes ended.

Called by demo_data.build after the weeks of history; the stories of promises and
disputes under way are in demo_customers.py. Days are counted before the demo's night.
"""

from demo_customers import (
    GRENOBLE,
    LYON,
    VALENCE,
    VILLEURBANNE,
    Bill,
    Customer,
    Payment,
)
from demo_night import clock

KEPT = Customer(
    "Tapisserie Morand",
    "atelier@tapisserie-morand.example",
    LYON,
    (Bill(22, {"chair": 4}), Bill(8, {"table": 1, "chair": 2}), Payment(9, bill=0)),
)
PARTLY = Customer(
    "Garage des Alouettes",
    "garage@alouettes-auto.example",
    VALENCE,
    (Bill(19, {"cabinet": 2, "lamp": 4}), Payment(7, 500.0, bill=0)),
)
BROKEN = Customer(
    "Couture Nadia",
    "nadia@couture-nadia.example",
    VILLEURBANNE,
    (Bill(24, {"desk": 1, "lamp": 2}), Bill(60, {"lamp": 6}), Payment(40, bill=1)),
)
REJECTED = Customer(
    "Papeterie du Pont",
    "commandes@papeterie-du-pont.example",
    GRENOBLE,
    (Bill(27, {"shelf": 9}),),
)
UPHELD = Customer(
    "Miroiterie Blanchet",
    "contact@miroiterie-blanchet.example",
    LYON,
    (Bill(18, {"cabinet": 3, "fitting": 2}), Bill(9, {"desk": 2, "chair": 2})),
)
PLATFORM = Customer(
    "Cuisines Horizon",
    "fournisseurs@cuisines-horizon.example",
    VALENCE,
    (Bill(12, {"counter": 1, "fitting": 6}),),
)
CUSTOMERS = (KEPT, PARTLY, BROKEN, REJECTED, UPHELD, PLATFORM)
# after the numbers of demo_customers.py
FIRST_NUMBER = 70


def tell(builder):
    """Make these customers, their invoices, and what was said about them."""
    teller = Teller(builder)
    teller.make_customers()
    teller.promise(PARTLY, ago=14, days=6)
    teller.promise(KEPT, ago=15, days=6)
    teller.promise(BROKEN, ago=16, days=7)
    teller.pay()
    teller.settle(ago=3)
    teller.reject(REJECTED, ago=11, settled=4)
    teller.uphold(UPHELD, 0, 96.0, "quantity", "Une armoire rayée.", post=True)
    teller.uphold(UPHELD, 1, 120.0, "price", "Remise de 120 € promise.", post=False)
    teller.platform(PLATFORM)


class Teller:
    """Plays the collector, day by day, with the demo's builder."""

    def __init__(self, builder):
        self.builder = builder
        self.env = builder.env

    def on(self, ago):
        return clock(self.env, self.builder.day(ago))

    def bill(self, customer, index=0):
        return self.builder.bill(customer, index)

    def make_customers(self):
        bills = []
        for number, customer in enumerate(CUSTOMERS, FIRST_NUMBER):
            values = self.builder.prepare_customer(customer, number)
            partner = self.env["res.partner"].create(values)
            self.builder.partners[customer.name] = partner
            bills += [(e, customer) for e in customer.events if isinstance(e, Bill)]
        self.builder.make_bills(bills)

    def pay(self):
        for customer in CUSTOMERS:
            for event in customer.events:
                if isinstance(event, Payment):
                    self.builder.make_payment(event, customer)

    def promise(self, customer, ago, days):
        move = self.bill(customer)
        with self.on(ago):
            self.env["dunning.promise"].create(
                {
                    "move_ids": move.ids,
                    "date": self.builder.day(ago - days),
                    "user_id": self.builder.collector.id,
                    "note": "Promis au téléphone.",
                }
            )

    def settle(self, ago):
        with self.on(ago):
            company = self.builder.company
            self.env["dunning.promise"]._settle(company, self.builder.day(ago))

    def dispute(self, move, amount, reason, note):
        return self.env["dunning.dispute"].create(
            {
                "move_id": move.id,
                "amount": amount,
                "reason_id": self.env.ref(
                    f"relance_avancee.dunning_dispute_reason_{reason}"
                ).id,
                "user_id": self.builder.collector.id,
                "note": note,
            }
        )

    def reject(self, customer, ago, settled):
        with self.on(ago):
            dispute = self.dispute(
                self.bill(customer), 0.0, "delivery", "Dit n'avoir rien reçu."
            )
        with self.on(settled):
            dispute.document_ids.is_gathered = True
            dispute.answer = "Bon de livraison signé le jour même."
            subject, body = dispute._render_answer("rejected")
            dispute.action_reject()
            dispute._write_to_customer(subject, body)

    def uphold(self, customer, index, amount, reason, note, post):
        with self.on(6):
            dispute = self.dispute(self.bill(customer, index), amount, reason, note)
        with self.on(2):
            credit = dispute._uphold()
            if post:
                credit.action_post()

    def platform(self, customer):
        """The customer's platform sends what it makes of the electronic invoice."""
        with self.on(5):
            self.bill(customer)._dunning_invoice_status(
                "207", "QTE_ERR", 390.0, "Trois heures de pose facturées en trop."
            )
