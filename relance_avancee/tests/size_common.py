"""Base of the tests of cost: one debt, two hundred more, and what is counted."""

from odoo import Command

from .common import DunningCommon, days

MANY = 200
# Reconciling more than that in one transaction is slow in Odoo itself; see the bench.
PAYMENTS = 50
DEBTS_PER_CUSTOMER = 5
# What may vary with caches and with pages of a statement, not with the records.
SLACK = 3
# More than that would be felt by whoever registers payments.
HOOK = 10


class SizeCommon(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.single = cls.make_invoice(days_late=10)
        cls.many = cls.make_many(MANY)
        cls.analyze("account_move", "account_move_line", "res_partner")

    # === HELPERS ===

    @classmethod
    def make_many(cls, count):
        """Posted invoices of customers who have a handful each."""
        partners = cls.env["res.partner"].create(
            [
                {
                    "name": f"Client {number}",
                    "is_company": True,
                    "email": f"client{number}@client.example.com",
                    "country_id": cls.env.ref("base.fr").id,
                }
                for number in range(count // DEBTS_PER_CUSTOMER)
            ]
        )
        due = days(-10)
        moves = cls.env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": partner.id,
                    "invoice_date": due,
                    "invoice_date_due": due,
                    "invoice_payment_term_id": False,
                    "invoice_line_ids": [
                        Command.create(
                            {"name": "Service", "price_unit": 100.0, "tax_ids": []}
                        )
                    ],
                }
                for partner in partners
                for _index in range(DEBTS_PER_CUSTOMER)
            ]
        )
        moves.action_post()
        return moves

    def only(self, moves):
        """Leave these invoices alone to be reminded; the others are excluded."""
        others = (self.single | self.many) - moves
        moves.line_ids.no_followup = False
        others.line_ids.no_followup = True

    def rows_written(self):
        """Rows inserted, updated or deleted since the transaction began."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_xact_user_tables"
        )
        return self.env.cr.fetchone()[0]

    def assert_writes_nothing(self, work):
        before = self.rows_written()
        work()
        self.assertEqual(self.rows_written(), before)

    def assert_flat(self, one, many):
        """The cost of many is that of one."""
        self.assertGreater(one, 0)
        self.assertLessEqual(many, one + SLACK)
