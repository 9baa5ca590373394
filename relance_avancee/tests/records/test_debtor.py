"""The debtor of a debt can change: what is known of the debt stays with the debt."""

from odoo import Command
from odoo.tests import tagged

from ...models.channels.call import briefing
from ..common import TODAY, days
from ..plan_common import PlanCommon


class DebtorCommon(PlanCommon):
    def fresh(self):
        """What the next request sees: everything written, nothing remembered."""
        self.env.flush_all()
        self.env.invalidate_all()

    def person(self, name, **values):
        return self.make_partner(name, is_company=False, **values)

    def contact(self, company, name):
        return self.person(name, parent_id=company.id)

    def reminded(self, partner, amount=100.0, days_late=20):
        """An invoice whose first reminder was received 13 days ago."""
        move = self.make_invoice(days_late=days_late, amount=amount, partner=partner)
        sent = self.night_at(-13)
        self.deliver(sent.filtered(lambda action: action.debtor_id == partner))
        self.assertEqual(move.dunning_step_id, self.step(5))
        return move

    def step(self, delay):
        return self.steps.filtered(lambda step: step.delay_days == delay)

    def hold(self, partner, **values):
        return self.env["dunning.hold"].create(
            {"partner_id": partner.id, "company_id": self.company.id, **values}
        )

    def promise(self, move, count=20):
        return self.env["dunning.promise"].create(
            {
                "move_ids": [Command.set(move.ids)],
                "company_id": self.company.id,
                "date": days(count),
            }
        )

    def link(self, contact, debtor=None):
        return self.env["dunning.link"]._get_link(
            contact, debtor or contact.commercial_partner_id, self.company
        )

    def opens(self, link):
        """The invoices that the code of a link shows, or None when it opens nothing."""
        found = self.env["dunning.link"]._find_code(link._get_code())
        return found._get_open_items(1).move_id if found.state == "open" else None

    def sent(self, done):
        """(step, amount) of each message, the first steps first."""
        return sorted((action.step_id.delay_days, action.amount) for action in done)

    def merge(self, target, *sources):
        """Odoo's own wizard."""
        partners = target.union(*sources)
        self.env["base.partner.merge.automatic.wizard"].create(
            {
                "partner_ids": [Command.set(partners.ids)],
                "dst_partner_id": target.id,
            }
        ).action_merge()
        self.fresh()


@tagged("-at_install", "post_install")
class TestDebtorChanges(DebtorCommon):
    """A parent, "company" or the customer of an invoice is changed."""

    # === A PARENT ===

    def test_parent_given_keeps_what_was_said(self):
        who = self.person("Paul Durand")
        promised = self.make_invoice(days_late=20, amount=60, partner=who)
        held = self.make_invoice(days_late=20, amount=40, partner=who)
        open_move = self.reminded(who)
        promise = self.promise(promised)
        self.hold(who, move_id=held.id)
        who.parent_id = owner = self.make_partner("Durand Conseil")
        self.fresh()
        self.assertEqual(open_move.commercial_partner_id, owner)
        self.assertEqual(open_move.dunning_step_id, self.step(5))
        self.assertEqual(owner.dunning_step_id, self.step(5))
        for move in (promised, held):
            self.assertEqual(self.explain(move)["decision"], "hold")
        self.assertEqual(self.sent(self.night()), [(15, 100.0)])
        # seen on every screen of the company that owes now
        self.assertEqual(owner.dunning_action_count, 2)
        card = self.env["dunning.work"].new(
            {"partner_id": owner.id, "company_id": self.company.id}
        )
        self.assertEqual(card.promise_ids._origin, promise)
        said = briefing.get_history(self.env, owner, self.company)
        self.assertGreaterEqual(len(said), 3)

    def test_parent_given_keeps_the_gap(self):
        who = self.person("Paul Durand")
        self.make_invoice(days_late=20, partner=who)
        self.night_at(-3)
        who.parent_id = self.make_partner("Durand Conseil")
        self.fresh()
        self.assertFalse(self.night())
        self.assertEqual(self.sent(self.night_at(4)), [(15, 100.0)])

    def test_parent_given_while_a_reminder_waits(self):
        who = self.person("Paul Durand")
        self.make_invoice(days_late=6, partner=who)
        waiting = self.Action._plan(TODAY)
        who.parent_id = owner = self.make_partner("Durand Conseil")
        self.fresh()
        self.assertEqual(waiting._process(TODAY), waiting)
        self.assertEqual(waiting.partner_id, owner)
        self.assertFalse(self.night())

    def test_parent_given_keeps_a_running_plan(self):
        who = self.person("Marie Petit")
        move = self.make_invoice(days_late=20, amount=300, partner=who)
        plan = self.running(move)
        who.parent_id = owner = self.make_partner("Petit et Fils")
        self.fresh()
        self.assertEqual(self.explain(move)["decision"], "hold")
        self.assertFalse(self.night())
        self.assertEqual(owner.dunning_plan_count, 1)
        # the instalment that comes is reminded to the company, once
        self.assertTrue(plan.line_ids)
        self.assertEqual(self.Plan._get_running(owner, self.company), plan)

    def test_broken_promise_of_a_contact_is_its_companys(self):
        who = self.person("Paul Durand")
        move = self.make_invoice(days_late=20, partner=who)
        promise = self.promise(move, 1)
        who.parent_id = owner = self.make_partner("Durand Conseil")
        self.fresh()
        with self.at(10):
            self.night(days(10))
            self.assertEqual(promise.state, "broken")
            self.env["dunning.work"]._refresh(self.company)
            work = self.env["dunning.work"].search(
                [("company_id", "=", self.company.id), ("partner_id", "=", who.id)]
            )
            self.assertFalse(work)
            record = owner._dunning_promise_reliability(self.company)
            self.assertEqual(record["total"], 1)

    def test_parent_given_then_taken_away(self):
        who = self.person("Paul Durand")
        move = self.reminded(who)
        who.parent_id = self.make_partner("Durand Conseil")
        self.fresh()
        who.parent_id = False
        self.fresh()
        self.assertEqual(move.dunning_step_id, self.step(5))
        self.assertEqual(self.sent(self.night()), [(15, 100.0)])

    def test_parent_taken_away(self):
        owner = self.make_partner("Groupe")
        who = self.contact(owner, "Julie")
        move = self.make_invoice(days_late=20, partner=who)
        self.deliver(self.night_at(-13))
        held = self.make_invoice(days_late=20, amount=40, partner=who)
        self.hold(owner, move_id=held.id)
        who.parent_id = False
        self.fresh()
        self.assertEqual(move.dunning_step_id, self.step(5))
        self.assertEqual(self.explain(held)["decision"], "hold")
        self.assertEqual(self.sent(self.night()), [(15, 100.0)])

    def test_contact_moves_to_another_company(self):
        owner, other = self.make_partner("Groupe"), self.make_partner("Concurrent")
        who = self.contact(owner, "Julie")
        owner.dunning_contact_ids = who
        move = self.make_invoice(days_late=20, partner=who)
        theirs = self.make_invoice(days_late=20, amount=70, partner=other)
        self.deliver(self.night_at(-13))
        who.parent_id = other
        self.fresh()
        self.assertEqual(move.dunning_step_id, self.step(5))
        self.assertEqual(theirs.dunning_step_id, self.step(5))
        done = self.night()
        self.assertEqual(self.sent(done), [(15, 70.0), (15, 100.0)])
        self.assertNotIn(who, done.contact_id)

    # === COMPANY OR NOT ===

    def test_subsidiary_no_longer_a_company(self):
        owner = self.make_partner("Groupe SA")
        child = self.make_partner("Filiale SARL", parent_id=owner.id)
        move = self.reminded(child)
        held = self.make_invoice(days_late=20, amount=40, partner=child)
        self.hold(child, move_id=held.id)
        link = self.link(child)
        child.is_company = False
        self.fresh()
        self.assertEqual(move.dunning_step_id, self.step(5))
        self.assertEqual(owner.dunning_step_id, self.step(5))
        self.assertEqual(owner.dunning_overdue_amount, 140.0)
        self.assertEqual(self.explain(held)["decision"], "hold")
        self.assertEqual(self.opens(link), move | held)
        done = self.night()
        self.assertEqual(self.sent(done), [(15, 100.0)])
        self.assertEqual(done.partner_id, owner)
        self.assertIn(done, owner.action_dunning_history() and self._history(owner))
        # and back
        child.is_company = True
        self.fresh()
        self.assertEqual(move.dunning_step_id, self.step(15))
        self.assertEqual(self.explain(held)["decision"], "hold")
        self.assertFalse(self.night())

    def _history(self, partner):
        return self.Action.search(partner.action_dunning_history()["domain"])

    def test_insolvency_of_a_subsidiary_no_longer_a_company(self):
        owner = self.make_partner("Groupe SA")
        child = self.make_partner("Filiale SARL", parent_id=owner.id)
        move = self.reminded(child)
        self.hold(child, reason="insolvency", date_from=days(-1))
        child.is_company = False
        self.fresh()
        self.assertEqual(self.explain(move)["decision"], "hold")
        self.assertFalse(self.night())

    def test_company_with_contacts_no_longer_one(self):
        owner = self.make_partner("Groupe SA")
        child = self.make_partner("Filiale SARL", parent_id=owner.id)
        clerk = self.contact(child, "Comptable")
        child.dunning_contact_ids = clerk
        move = self.reminded(child)
        link = self.link(clerk)
        child.is_company = False
        self.fresh()
        self.assertEqual(clerk.commercial_partner_id, owner)
        self.assertEqual(self.opens(link), move)
        self.assertEqual(self.sent(self.night()), [(15, 100.0)])

    # === ARCHIVED, DELETED ===

    def test_archived_debtors_keep_their_past(self):
        owner = self.make_partner("Groupe")
        who = self.contact(owner, "Julie")
        move = self.make_invoice(days_late=20, partner=who)
        held = self.make_invoice(days_late=20, amount=40, partner=owner)
        self.deliver(self.night_at(-13))
        self.hold(owner, move_id=held.id)
        link = self.link(owner)
        (who | owner).action_archive()
        self.fresh()
        self.assertEqual(self.explain(held)["decision"], "hold")
        self.assertEqual(self.opens(link), move | held)
        self.assertEqual(self.sent(self.night()), [(15, 100.0)])

    def test_reader_deleted(self):
        owner = self.make_partner("Groupe")
        who = self.contact(owner, "Julie")
        owner.dunning_contact_ids = who
        move = self.reminded(owner)
        link = self.link(who)
        who.unlink()
        self.fresh()
        self.assertFalse(link.exists())
        self.assertEqual(move.dunning_step_id, self.step(5))
        self.assertEqual(self.night().contact_id, owner)

    # === LINKS ===

    def test_own_link_opens_the_parents_page(self):
        who = self.person("Paul Durand")
        move = self.make_invoice(days_late=20, partner=who)
        link = self.link(who)
        who.parent_id = owner = self.make_partner("Durand Conseil")
        self.fresh()
        self.assertEqual(self.opens(link), move)
        # the next message quotes the same one
        self.assertEqual(self.link(who, owner), link)

    def test_who_left_takes_no_link_along(self):
        owner, other = self.make_partner("Groupe"), self.make_partner("Concurrent")
        who = self.contact(owner, "Julie")
        self.make_invoice(days_late=20, partner=owner)
        self.make_invoice(days_late=20, partner=other)
        link = self.link(who)
        for parent in (other, self.env["res.partner"]):
            who.parent_id = parent
            self.fresh()
            self.assertIsNone(self.opens(link))
        # who comes back is given a new link with the next message
        who.parent_id = owner
        self.fresh()
        self.assertIsNone(self.opens(link))

    def test_company_bought_by_another_reads_with_its_old_link(self):
        owner, buyer = self.make_partner("Atelier"), self.make_partner("Groupe")
        clerk = self.contact(owner, "Comptable")
        move = self.make_invoice(days_late=20, partner=owner)
        link = self.link(clerk)
        owner.write({"parent_id": buyer.id, "is_company": False})
        self.fresh()
        self.assertEqual(self.opens(link), move)


@tagged("-at_install", "post_install")
class TestCustomerCorrected(DebtorCommon):
    """The customer of an invoice reset to draft is another one, or the items are."""

    def correct(self, move, partner):
        due = move.invoice_date_due
        move.button_draft()
        move.write({"partner_id": partner.id, "invoice_date_due": due})
        move.action_post()
        self.fresh()

    def test_corrected_customer_starts_afresh(self):
        wrong, right = self.make_partner("Mauvais"), self.make_partner("Bon")
        move = self.reminded(wrong)
        told = move.dunning_line_ids.action_id
        self.correct(move, right)
        self.assertFalse(move.dunning_step_id)
        self.assertFalse(move.dunning_last_date)
        self.assertFalse(right.dunning_step_id)
        other = self.make_invoice(days_late=6, amount=50, partner=self.partner)
        done = self.night()
        self.assertEqual(self.sent(done), [(5, 50.0), (5, 100.0)])
        self.assertEqual(done.partner_id, right | self.partner)
        self.assertEqual(other.dunning_step_id, self.step(5))
        self.deliver(done)
        self.assertEqual(move.dunning_step_id, self.step(5))
        self.assertEqual(self.sent(self.night_at(14))[-1], (15, 100.0))
        # what was sent to the other one stays readable where it was sent
        self.assertEqual(told.partner_id, wrong)
        self.assertEqual(told.state, "done")

    def test_corrected_twice_comes_back_to_its_past(self):
        wrong, right = self.make_partner("Mauvais"), self.make_partner("Bon")
        move = self.reminded(wrong)
        self.correct(move, right)
        self.deliver(self.night())
        self.correct(move, wrong)
        self.assertEqual(move.dunning_step_id, self.step(5))
        done = self.night_at(1)
        self.assertEqual(self.sent(done), [(15, 100.0)])
        self.assertEqual(done.partner_id, wrong)

    def test_corrected_within_the_company_keeps_its_past(self):
        owner = self.make_partner("Groupe")
        lyon, lille = self.contact(owner, "Lyon"), self.contact(owner, "Lille")
        move = self.make_invoice(days_late=20, partner=lyon)
        self.deliver(self.night_at(-13))
        self.correct(move, lille)
        self.assertEqual(move.dunning_step_id, self.step(5))
        self.assertEqual(self.sent(self.night()), [(15, 100.0)])

    def test_what_the_other_said_does_not_hold(self):
        wrong, right = self.make_partner("Mauvais"), self.make_partner("Bon")
        move = self.reminded(wrong)
        hold = self.hold(wrong, move_id=move.id)
        promise = self.promise(move)
        dispute = self.env["dunning.dispute"].create({"move_id": move.id})
        self.correct(move, right)
        self.assertFalse(hold.active)
        self.assertEqual(dispute.state, "cancelled")
        self.assertEqual(promise.state, "cancelled")
        self.assertEqual(self.explain(move)["decision"], "send")
        self.assertEqual(self.sent(self.night()), [(5, 100.0)])

    def test_waiting_reminder_of_the_other_never_leaves(self):
        wrong, right = self.make_partner("Mauvais"), self.make_partner("Bon")
        move = self.make_invoice(days_late=6, partner=wrong)
        waiting = self.Action._plan(TODAY)
        self.correct(move, right)
        done = self.night()
        self.assertEqual(waiting.state, "cancelled")
        self.assertEqual(done.partner_id, right)

    def test_entry_given_to_another_customer_starts_afresh(self):
        wrong, right = self.make_partner("Mauvais"), self.make_partner("Bon")
        entry = self.make_entry(wrong)
        self.deliver(self.night_at(-13))
        entry.button_draft()
        item = self.receivable(entry)
        item.partner_id = right
        entry.action_post()
        self.fresh()
        done = self.night()
        self.assertEqual(self.sent(done), [(5, 120.0)])
        self.assertEqual(done.partner_id, right)

    def make_entry(self, partner):
        """An opening balance that is followed."""
        sales = self.company_data["default_account_revenue"]
        accounts = partner.property_account_receivable_id, sales
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": days(-40),
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account.id,
                            "partner_id": partner.id,
                            "balance": balance,
                            "date_maturity": days(-20),
                        }
                    )
                    for account, balance in zip(accounts, (120.0, -120.0), strict=True)
                ],
            }
        )
        self.receivable(entry).no_followup = False
        entry.action_post()
        return entry

    def test_formal_notice_to_the_other_starts_no_interest(self):
        ladder = self.make_scenario(5)
        ladder.step_ids.kind = "formal_notice"
        wrong, right = (
            self.make_partner(name, dunning_scenario_id=ladder.id)
            for name in ("Mauvais", "Bon")
        )
        move = self.make_invoice(days_late=20, partner=wrong)
        self.deliver(self.night())
        notices = self.env["dunning.late.fee"]._get_formal_notices
        self.assertIn(move.id, notices(move))
        self.correct(move, right)
        self.assertNotIn(move.id, notices(move))

    def test_other_customer_merged_into_the_right_one(self):
        wrong, right = self.make_partner("Mauvais"), self.make_partner("Bon")
        move = self.reminded(wrong)
        self.correct(move, right)
        self.merge(right, wrong)
        # after all it was the same debtor
        self.assertEqual(move.dunning_step_id, self.step(5))
        self.assertEqual(self.sent(self.night()), [(15, 100.0)])

    def test_items_made_anew_keep_the_past(self):
        move = self.reminded(self.partner)
        held = self.make_invoice(days_late=20, amount=40)
        self.hold(self.partner, move_id=held.id)
        for one in move | held:
            before = self.receivable(one)
            due = one.invoice_date_due
            one.button_draft()
            one.invoice_line_ids = [Command.clear()]
            before.exists().unlink()
            one.invoice_line_ids = [
                Command.create({"name": "Refait", "price_unit": 80.0, "tax_ids": []})
            ]
            one.invoice_date_due = due
            one.action_post()
            self.assertNotEqual(self.receivable(one), before)
        self.fresh()
        self.assertEqual(move.dunning_step_id, self.step(5))
        self.assertEqual(self.explain(held)["decision"], "hold")
        self.assertEqual(self.sent(self.night()), [(15, 80.0)])

    def test_credited_and_invoiced_again(self):
        move = self.reminded(self.partner)
        note = self.make_credit_note()
        self.match(move, note)
        again = self.make_invoice(days_late=20)
        self.fresh()
        self.assertFalse(again.dunning_step_id)
        self.assertEqual(self.sent(self.night()), [(5, 100.0)])


@tagged("-at_install", "post_install")
class TestDebtorsMerged(DebtorCommon):
    """Odoo's merge wizard, with everything both have of ours."""

    # one maker for each of our tables where a customer has one row at most
    def make_unique_rows(self, partner):
        return {
            "dunning.behaviour": {"partner_id": partner.id},
            "dunning.behaviour.history": {"partner_id": partner.id, "month": days(-40)},
            "dunning.link": {
                "partner_id": partner.id,
                "contact_id": partner.id,
                "date_expiry": days(30),
            },
            "dunning.work": {"partner_id": partner.id},
        }

    def test_every_unique_index_of_ours(self):
        """A table of ours with one row a customer must be mergeable: add it above."""
        wizard = self.env["base.partner.merge.automatic.wizard"]
        found = {model for model, _index in wizard._dunning_get_unique_indexes()}
        partners = [self.make_partner(name) for name in ("Un", "Deux", "Trois")]
        self.assertEqual(found, set(self.make_unique_rows(partners[0])))
        records = {}
        for partner in partners:
            for model, values in self.make_unique_rows(partner).items():
                records.setdefault(model, []).append(
                    self.env[model]
                    .sudo()
                    .create({"company_id": self.company.id, **values})
                )
        self.merge(*partners)
        for model, (kept, *doubles) in records.items():
            with self.subTest(model):
                self.assertTrue(kept.exists())
                left = self.env[model].sudo().union(*doubles).exists()
                if "active" in left:
                    left = left.filtered("active")
                self.assertFalse(left)

    def test_after_a_night_that_measured(self):
        twins = [self.make_partner("Jumeau A"), self.make_partner("Jumeau B")]
        for twin in twins:
            self.make_invoice(days_late=10, partner=twin)
        self.run_cron()
        self.env["dunning.behaviour"].sudo()._night(self.company, TODAY)
        self.env["dunning.work"]._refresh(self.company)
        self.merge(*twins)
        self.env["dunning.behaviour"].sudo()._night(self.company, TODAY)
        behaviour = twins[0].dunning_behaviour_ids
        self.assertEqual(len(behaviour), 1)

    def test_three_at_once_with_all_they_have(self):
        first, second, third = (
            self.make_partner(name, phone="+33140000000")
            for name in ("Un SA", "Un S.A.", "UN")
        )
        level = self.reminded(first)
        planned = self.make_invoice(days_late=20, amount=300, partner=second)
        plan = self.running(planned)
        promised = self.make_invoice(days_late=20, amount=60, partner=third)
        promise = self.promise(promised)
        held = self.make_invoice(days_late=20, amount=40, partner=third)
        hold = self.hold(third, move_id=held.id)
        disputed = self.make_invoice(days_late=20, amount=30, partner=second)
        dispute = self.env["dunning.dispute"].create({"move_id": disputed.id})
        self.fresh()
        self.merge(first, second, third)
        for record in (plan, promise, hold, dispute):
            self.assertEqual(record.partner_id, first)
        for move in (planned, promised, held, disputed):
            self.assertEqual(self.explain(move)["decision"], "hold")
        self.assertEqual(level.dunning_step_id, self.step(5))
        self.assertEqual(self.sent(self.night()), [(15, 100.0)])

    def test_plans_of_both_go_on(self):
        twins = [self.make_partner("Jumeau A"), self.make_partner("Jumeau B")]
        plans = self.Plan
        for twin in twins:
            plans |= self.running(self.make_invoice(days_late=20, partner=twin))
        self.merge(*twins)
        self.assertFalse(self.night())
        self.assertEqual(set(plans.mapped("state")), {"active"})
        self.assertEqual(self.Plan._get_running(twins[0], self.company), plans)

    def test_one_message_where_both_waited(self):
        twins = [self.make_partner("Jumeau A"), self.make_partner("Jumeau B")]
        moves = self.env["account.move"].union(
            *(self.make_invoice(days_late=6, partner=twin) for twin in twins)
        )
        self.Action._plan(TODAY)
        self.merge(*twins)
        done = self.night()
        self.assertEqual(self.sent(done), [(5, 200.0)])
        self.assertEqual(done.claimed_line_ids.move_id, moves)
        self.assertFalse(self.night())

    def test_one_call_where_two_waited(self):
        ladder = self.make_scenario(5)
        ladder.step_ids.write({"schedule_call": True, "needs_approval": True})
        twins = [
            self.make_partner(name, phone=phone, dunning_scenario_id=ladder.id)
            for name, phone in (("A", "+33140000001"), ("B", "+33140000002"))
        ]
        for twin in twins:
            self.make_invoice(days_late=6, partner=twin)
        waiting = self.Action._plan(TODAY)
        self.assertEqual(len(waiting), 4)
        self.merge(*twins)
        self.Action._reevaluate_debtors(self.company, twins[0], TODAY)
        left = waiting.filtered(lambda action: action.state == "to_approve")
        self.assertEqual(sorted(left.mapped("channel")), ["call", "email"])
        self.assertEqual(left.mapped("amount"), [200.0, 200.0])
        self.assertFalse(self.Action._plan(TODAY))

    def test_gap_counts_the_contacts_of_both(self):
        twins = [self.make_partner("Jumeau A"), self.make_partner("Jumeau B")]
        self.make_invoice(days_late=20, partner=twins[0])
        self.deliver(self.night_at(-2))
        self.make_invoice(days_late=20, partner=twins[1])
        self.merge(twins[1], twins[0])
        self.assertFalse(self.night())

    # === LINKS ===

    def test_links_already_sent_show_the_invoices_of_both(self):
        twins = [self.make_partner("Dupont SA"), self.make_partner("Dupont S.A.")]
        moves = self.env["account.move"].union(
            *(self.make_invoice(days_late=8, partner=twin) for twin in twins)
        )
        links = [self.link(twin) for twin in twins]
        links[1].date_expiry = days(300)
        codes = [link._get_code() for link in links]
        self.merge(*twins)
        for code in codes:
            found = self.env["dunning.link"]._find_code(code)
            self.assertEqual(found, links[0])
            self.assertEqual(found.state, "open")
            self.assertEqual(found._get_open_items(1).move_id, moves)
        self.assertEqual(links[0].date_expiry, days(300))
        # what is revoked now is revoked for both
        links[0].action_revoke()
        for code in codes:
            found = self.env["dunning.link"]._find_code(code)
            self.assertEqual(found.state, "revoked")

    def test_merged_twice_the_first_links_still_open(self):
        first, second, third = (self.make_partner(name) for name in ("A", "B", "C"))
        links = [self.link(partner) for partner in (first, second, third)]
        moves = self.env["account.move"].union(
            *(self.make_invoice(partner=one) for one in (first, second, third))
        )
        codes = [link._get_code() for link in links]
        self.merge(second, third)
        self.merge(first, second)
        for code in codes:
            found = self.env["dunning.link"]._find_code(code)
            self.assertEqual(found._get_open_items(1).move_id, moves)

    def test_revoked_link_stays_revoked(self):
        twins = [self.make_partner("Dupont SA"), self.make_partner("Dupont S.A.")]
        links = [self.link(twin) for twin in twins]
        links[1].action_revoke()
        self.merge(*twins)
        self.assertIsNone(self.opens(links[1]))

    def test_contacts_of_one_company(self):
        owner = self.make_partner("Mère")
        pair = [self.contact(owner, "Julie"), self.contact(owner, "Julie bis")]
        owner.dunning_contact_ids = pair[0] | pair[1]
        move = self.make_invoice(days_late=10, partner=owner)
        links = [self.link(one) for one in pair]
        self.merge(*pair)
        self.assertEqual(owner.dunning_contact_ids, pair[0])
        for link in links:
            self.assertEqual(self.opens(link), move)
        self.assertEqual(self.sent(self.night()), [(5, 100.0)])

    def test_contacts_of_two_companies(self):
        one, two = self.make_partner("Une"), self.make_partner("Deux")
        pair = [self.contact(one, "Julie"), self.contact(two, "Julie")]
        moves = [self.make_invoice(days_late=10, partner=owner) for owner in (one, two)]
        links = [self.link(contact) for contact in pair]
        self.merge(*pair)
        self.assertEqual(self.opens(links[0]), moves[0])
        # the one who remains works for the first company only
        self.assertIsNone(self.opens(links[1]))
        self.assertEqual(len(self.night()), 2)

    # === SETTINGS OF A CUSTOMER ===

    def test_destination_keeps_its_settings_and_takes_what_it_lacks(self):
        other = self.make_scenario(5)
        twins = [self.make_partner("Jumeau A"), self.make_partner("Jumeau B")]
        twins[0].dunning_email_use = "preferred"
        twins[1].write(
            {
                "dunning_email_use": "forbidden",
                "dunning_sms_use": "forbidden",
                "dunning_scenario_id": other.id,
                "dunning_user_id": self.collector.id,
            }
        )
        self.merge(*twins)
        self.assertEqual(twins[0].dunning_email_use, "preferred")
        self.assertEqual(twins[0].dunning_sms_use, "forbidden")
        self.assertEqual(twins[0].dunning_scenario_id, other)
        self.assertEqual(twins[0].dunning_user_id, self.collector)
