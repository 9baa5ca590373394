"""Disputes: what is not claimed meanwhile, who answers, and the three ways they end."""

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..common import TODAY, DunningCommon, days


@tagged("post_install", "-at_install")
class TestDisputes(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Dispute = cls.env["dunning.dispute"]
        cls.responsible = cls.make_user(
            "responsable", "relance_avancee.relance_avancee_group_user"
        )
        cls.reason = cls.env["dunning.dispute.reason"].create(
            {
                "name": "Abîmé",
                "user_id": cls.responsible.id,
                "delay_days": 7,
                "documents": "Bon de livraison\n- Photos\n\n",
            }
        )

    def dispute(self, move, amount=0.0, **values):
        return self.Dispute.create(
            {
                "move_id": move.id,
                "amount": amount,
                "reason_id": self.reason.id,
                **values,
            }
        )

    def taxed_invoice(self):
        """1,200 with two rates of VAT on two accounts: 600 + 120, 426.54 + 23.46 …"""
        taxes = [
            self.env["account.tax"].create(
                {"name": f"TVA {rate}", "amount": rate, "type_tax_use": "sale"}
            )
            for rate in (20.0, 5.5)
        ]
        income = self.company_data["default_account_revenue"]
        return self.make_invoice(
            invoice_line_ids=[
                Command.create(
                    {
                        "name": "Meuble",
                        "quantity": 3,
                        "price_unit": 199.99,
                        "account_id": income.id,
                        "tax_ids": [Command.set(taxes[0].ids)],
                    }
                ),
                Command.create(
                    {
                        "name": "Livre",
                        "quantity": 7,
                        "price_unit": 33.33,
                        "account_id": income.copy().id,
                        "tax_ids": [Command.set(taxes[1].ids)],
                    }
                ),
            ]
        )

    # === WHO DOES WHAT ===

    def test_reason_gives_responsible_deadline_and_checklist(self):
        dispute = self.dispute(self.make_invoice())
        self.assertEqual(dispute.user_id, self.responsible)
        self.assertEqual(dispute.deadline, days(7))
        names = dispute.document_ids.mapped("name")
        self.assertEqual(names, ["Bon de livraison", "Photos"])
        activity = dispute.activity_ids
        self.assertEqual(activity.user_id, self.responsible)
        self.assertEqual(activity.date_deadline, days(7))
        dispute.document_ids[0].with_user(self.responsible).is_gathered = True
        self.assertEqual(dispute.missing_count, 1)
        self.assertEqual(dispute.document_ids[0].gathered_by_id, self.responsible)

    def test_owner_chosen_by_hand_keeps_the_deadline_of_the_reason(self):
        dispute = self.dispute(self.make_invoice(), user_id=self.env.user.id)
        self.assertEqual(dispute.user_id, self.env.user)
        self.assertEqual(dispute.deadline, days(7))

    def test_activity_follows_deadline_and_owner_and_ends_with_the_dispute(self):
        dispute = self.dispute(self.make_invoice())
        dispute.write({"deadline": days(3), "user_id": self.env.user.id})
        self.assertEqual(dispute.activity_ids.date_deadline, days(3))
        self.assertEqual(dispute.activity_ids.user_id, self.env.user)
        dispute.action_reject()
        self.assertFalse(dispute.activity_ids)

    # === WHAT IS SEEN ===

    def test_disputed_amount_stands_apart_everywhere(self):
        move = self.make_invoice(amount=100.0)
        dispute = self.dispute(move, 30.0)
        self.assertEqual(move.dunning_disputed_amount, 30.0)
        self.assertEqual(move._dunning_get_disputed(), {move.id: 30.0})
        self.assertEqual(self.partner.dunning_disputed_amount, 30.0)
        self.pay(move, amount=80.0)
        # of 20 still owed, no more than 20 can be contested
        self.assertEqual(move.dunning_disputed_amount, 20.0)
        dispute.action_withdraw()
        self.assertEqual(move.dunning_disputed_amount, 0.0)
        self.assertEqual(dispute.outcome, "withdrawn")

    def test_changing_the_amount_changes_what_is_held(self):
        move = self.make_invoice(amount=100.0)
        dispute = self.dispute(move, 30.0)
        dispute.amount = 45.0
        self.assertEqual(self.explain(move)["amount"], 55.0)

    # === THE CREDIT NOTE ===

    def test_partial_credit_note_has_the_taxes_of_the_invoice(self):
        move = self.taxed_invoice()
        for amount in (100.0, 0.07, 333.33, move.amount_total - 0.01):
            with self.subTest(amount=amount), self.env.cr.savepoint() as undo:
                dispute = self.dispute(move, amount)
                credit = dispute._uphold()
                self.assertAlmostEqual(credit.amount_total, amount, 2)
                ratio = amount / move.amount_total
                self.assertAlmostEqual(
                    credit.amount_tax, move.amount_tax * ratio, delta=0.011
                )
                # each account gives back its own share
                for line in move.invoice_line_ids:
                    same = credit.invoice_line_ids.filtered(
                        lambda found: found.account_id == line.account_id  # noqa: B023
                    )
                    self.assertAlmostEqual(
                        sum(same.mapped("price_subtotal")),
                        line.price_subtotal * ratio,
                        delta=0.02,
                    )
                credit.action_post()
                self.assertAlmostEqual(
                    move.amount_residual, move.amount_total - amount, 2
                )
                undo.rollback()
            self.env.invalidate_all()

    def test_whole_invoice_is_reversed_line_by_line(self):
        move = self.taxed_invoice()
        credit = self.dispute(move)._uphold()
        self.assertEqual(credit.amount_total, move.amount_total)
        self.assertEqual(
            credit.invoice_line_ids.mapped("name"), move.invoice_line_ids.mapped("name")
        )
        credit.action_post()
        self.assertEqual(move.amount_residual, 0.0)

    def test_nothing_is_claimed_between_decision_and_posting(self):
        move = self.make_invoice(days_late=10, amount=100.0)
        dispute = self.dispute(move, 30.0)
        credit = dispute._uphold()
        self.assertEqual(dispute.state, "credit")
        self.assertEqual(self.explain(move)["amount"], 70.0)
        credit.action_post()
        self.assertEqual((dispute.state, dispute.outcome), ("resolved", "upheld"))
        self.assertEqual(self.explain(move)["amount"], 70.0)
        self.assertEqual(move.amount_residual, 70.0)

    def test_credit_note_taken_back_reopens(self):
        move = self.make_invoice(days_late=10, amount=100.0)
        dispute = self.dispute(move, 30.0)
        credit = dispute._uphold()
        credit.action_post()
        # a draft that is still matched lowers the debt; once changed, it does not
        credit.button_draft()
        self.assertEqual(self.explain(move)["amount"], 70.0)
        credit.invoice_line_ids.price_unit = 25.0
        self.assertEqual(dispute.state, "credit")
        self.assertEqual(self.explain(move)["amount"], 70.0)
        credit.with_context(force_delete=True).unlink()
        self.assertEqual((dispute.state, dispute.outcome), ("open", False))
        self.assertEqual(self.explain(move)["amount"], 70.0)
        self.assertEqual(dispute.activity_ids.user_id, self.responsible)

    def test_granting_a_part_claims_the_rest(self):
        move = self.make_invoice(days_late=10, amount=100.0)
        dispute = self.dispute(move, 30.0)
        with self.assertRaises(UserError):
            dispute._uphold(30.01)
        dispute._uphold(10.0).action_post()
        self.assertEqual(dispute.state, "resolved")
        self.assertEqual(self.explain(move)["amount"], 90.0)
        with self.assertRaises(UserError):
            dispute._uphold()

    def test_biller_posts_the_credit_note_without_dunning_rights(self):
        biller = self.make_user("facturier", "account.group_account_invoice")
        dispute = self.dispute(self.make_invoice(), 30.0)
        dispute._uphold().with_user(biller).action_post()
        self.assertEqual(dispute.state, "resolved")

    def test_invoice_cancelled_under_a_dispute(self):
        move = self.make_invoice()
        dispute = self.dispute(move)
        move.button_draft()
        move.button_cancel()
        self.assertEqual(dispute.state, "cancelled")
        self.assertFalse(dispute.activity_ids)

    # === THE ANSWER ===

    def answer(self, dispute, kind, **values):
        method = {"rejected": "reject", "upheld": "uphold"}[kind]
        action = getattr(dispute, f"action_answer_{method}")()
        wizard = self.env["dunning.dispute.close"].browse(action["res_id"])
        wizard.write(values)
        return wizard

    def test_rejection_is_seen_then_sent_then_dunned(self):
        self.speak_french(self.partner)
        move = self.make_invoice(days_late=10)
        dispute = self.dispute(move)
        wizard = self.answer(dispute, "rejected", reason="BL signé sans réserve")
        self.assertIn(move.name, wizard.subject)
        self.assertIn("demeure", str(wizard.body))
        self.assertEqual(self.explain(move)["decision"], "hold")
        with self.mail_server() as outbox:
            wizard.action_confirm()
            self.env["mail.mail"].search(
                [("model", "=", "dunning.dispute"), ("state", "=", "outgoing")]
            ).send()
        self.assertEqual(dispute.outcome, "rejected")
        self.assertEqual(dispute.answer, "BL signé sans réserve")
        self.assertEqual(self.explain(move)["decision"], "send")
        (mail,) = [m for m in outbox if self.partner.email in m["To"]]
        self.assertIn(move.name, mail["Subject"])
        self.assertNotIn("sans réserve", mail.as_string())

    def test_no_customer_is_written_to_in_simulation_or_test(self):
        dispute = self.dispute(self.make_invoice())
        wizard = self.answer(dispute, "rejected")
        for mode in ("simulation", "test"):
            self.company.write(
                {"dunning_mode": mode, "dunning_test_email": "essai@vendeur.example"}
            )
            message = dispute._write_to_customer(wizard.subject, wizard.body)
            self.assertFalse(message.notified_partner_ids & self.partner)
            addresses = message.sudo().outgoing_email_to or ""
            self.assertEqual("essai@vendeur.example" in addresses, mode == "test")

    def test_customer_without_address(self):
        self.partner.email = False
        dispute = self.dispute(self.make_invoice())
        wizard = self.answer(dispute, "rejected")
        self.assertFalse(wizard.is_sent)
        with self.assertRaisesRegex(UserError, "no e-mail address"):
            dispute._write_to_customer("Sujet", "Texte")

    def test_answer_by_email_comes_to_the_dispute(self):
        dispute = self.dispute(self.make_invoice())
        sent = dispute._write_to_customer("Votre facture", "Une question")
        reply = (
            f"From: {self.partner.email}\nTo: catchall@vendeur.example.com\n"
            f"Subject: Re: Votre facture\nMessage-Id: <r1@client>\n"
            f"References: {sent.message_id}\nIn-Reply-To: {sent.message_id}\n\nVoici."
        )
        thread = self.env["mail.thread"].sudo()
        thread.message_process(False, reply.encode())
        self.assertIn("Voici", str(dispute.message_ids[0].body))
        self.assertEqual(dispute.message_ids[0].author_id, self.partner)
        self.assertIn("Answer to read", dispute.activity_ids.mapped("summary"))

    # === BAD INPUT ===

    def test_impossible_disputes(self):
        move = self.make_invoice(amount=100.0)
        self.dispute(move, 60.0)
        paid = self.make_invoice()
        self.pay(paid)
        draft = self.make_invoice()
        draft.button_draft()
        for values, text in (
            ((move, 50.0), "Only"),
            ((paid,), "Nothing is owed"),
            ((draft,), "posted"),
        ):
            with self.subTest(text), self.assertRaises(ValidationError) as refused:
                self.dispute(*values)
            self.assertIn(text, str(refused.exception))
        self.dispute(move, 40.0)
        self.assertEqual(self.explain(move)["decision"], "hold")
        with self.assertRaises(ValidationError) as refused:
            self.dispute(move)
        self.assertIn("already disputed", str(refused.exception))


@tagged("post_install", "-at_install")
class TestInvoiceStatus(DunningCommon):
    """What a platform says of an electronic invoice (XP Z12-012)."""

    def status(self, move, *args, **values):
        return move._dunning_invoice_status(*args, **values)

    def test_disputed_once(self):
        move = self.make_invoice(amount=100.0)
        for _time in range(2):
            dispute = self.status(
                move, "fr:207", "QTE_ERR", 30.0, "3 cartons manquants"
            )
        self.assertEqual(move.dunning_dispute_ids, dispute)
        self.assertEqual((dispute.amount, dispute.status_code), (30.0, "207"))
        self.assertEqual(
            dispute.reason_id,
            self.env.ref("relance_avancee.dunning_dispute_reason_quantity"),
        )
        self.assertEqual(self.explain(move)["amount"], 70.0)

    def test_more_is_said_of_the_same_dispute(self):
        move = self.make_invoice(amount=100.0)
        first = self.status(move, 207, "QTE_ERR", 30.0)
        self.assertEqual(self.status(move, 210, "CMD_ERR"), first)
        self.assertEqual((first.amount, first.status_code), (0.0, "210"))
        self.assertEqual(self.explain(move)["decision"], "hold")

    def test_approved_in_part_claims_what_is_approved(self):
        move = self.make_invoice(amount=100.0)
        self.status(move, 206, "PU_ERR", 80.0)
        self.assertEqual(self.explain(move)["amount"], 80.0)
        self.status(move, 205)
        self.assertEqual(move.dunning_dispute_ids.outcome, "withdrawn")
        self.assertEqual(self.explain(move)["amount"], 100.0)

    def test_suspended_until_completed(self):
        move = self.make_invoice()
        dispute = self.status(move, 208, "JUSTIF_ABS")
        self.assertEqual(self.explain(move)["decision"], "hold")
        self.status(move, 209)
        self.assertEqual(dispute.state, "resolved")

    def test_completing_settles_no_real_dispute(self):
        move = self.make_invoice()
        dispute = self.status(move, 207, "QUALITE_ERR")
        self.status(move, 209)
        self.assertEqual(dispute.state, "open")

    def test_payment_sent_waits_for_the_bank(self):
        move = self.make_invoice()
        hold = self.status(move, 211)
        self.assertEqual(self.status(move, 211), self.env["dunning.dispute"])
        self.assertEqual(move.dunning_hold_ids, hold)
        self.assertEqual(self.explain(move)["hold_id"], hold.id)
        self.assertNotEqual(self.explain(move, days(6))["decision"], "hold")

    def test_ordinary_statuses_hold_nothing(self):
        move = self.make_invoice()
        for code in ("200", "201", "202", "203", "204", "205", "209", "212"):
            self.assertFalse(self.status(move, code))
        self.assertNotEqual(self.explain(move, TODAY)["decision"], "hold")

    def test_dispute_somebody_already_opened_is_kept(self):
        move = self.make_invoice(amount=100.0)
        mine = self.env["dunning.dispute"].create({"move_id": move.id, "amount": 20.0})
        self.assertEqual(self.status(move, 207, "QTE_ERR", 30.0), mine)
        self.assertEqual(mine.amount, 20.0)

    def test_nonsense(self):
        move = self.make_invoice()
        for values in ({"code": "999"}, {"code": 207, "amount": -1.0}):
            with self.subTest(values), self.assertRaises(UserError):
                self.status(move, **values)
        self.assertFalse(move.dunning_invoice_status)

    def test_refused_when_paid_is_only_noted(self):
        move = self.make_invoice()
        self.pay(move)
        self.assertFalse(self.status(move, 210, "DOUBLON"))
        self.assertFalse(move.dunning_dispute_ids)
