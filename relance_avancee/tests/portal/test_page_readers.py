"""One reader, one message, one link; revoking or leaving closes every way in."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..common import TODAY, days
from ..page_common import PageCommon


@tagged("post_install", "-at_install")
class TestPageReaders(PageCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        own = {"parent_id": cls.partner.id, "is_company": False}
        cls.one = cls.make_partner("Une", lang="en_US", **own)
        cls.two = cls.make_partner("Deux", **own)
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.two.lang = "fr_FR"
        cls.partner.dunning_contact_ids = cls.one | cls.two

    def link_of(self, contact):
        return self.env["dunning.link"]._get_link(contact, self.partner, self.company)

    def bodies(self, action):
        """What each reader gets, by reader."""
        mails = action.mail_ids
        self.assertTrue(all(len(mail.recipient_ids) == 1 for mail in mails))
        return {mail.recipient_ids: mail.body_html for mail in mails}

    def make_plan(self):
        plan = self.env["dunning.payment.plan"].create(
            {
                "partner_id": self.partner.id,
                "company_id": self.company.id,
                "move_ids": self.move.ids,
                "date_first": days(2),
            }
        )
        plan.action_compute()
        plan.action_propose()
        return plan

    # === ONE MESSAGE EACH ===

    def test_each_reader_has_a_message_with_its_own_link(self):
        action = self.night()
        bodies = self.bodies(action)
        self.assertEqual(set(bodies), {self.one, self.two})
        for reader, other in ((self.one, self.two), (self.two, self.one)):
            self.assertIn(self.link_of(reader)._get_path(), bodies[reader])
            self.assertNotIn(self.link_of(other)._get_code(), bodies[reader])
        self.assertEqual(action.mail_mail_id.recipient_ids, action.contact_id)

    def test_each_reads_its_own_language(self):
        bodies = self.bodies(self.night())
        self.assertIn('lang="en_US"', bodies[self.one].replace("en-US", "en_US"))
        self.assertIn('lang="fr_FR"', bodies[self.two].replace("fr-FR", "fr_FR"))

    def test_it_counts_once(self):
        action = self.night()
        self.assertEqual((len(action), action.amount), (1, 100.0))
        self.assertEqual(len(action.mail_ids), 2)
        self.assertEqual(len(self.night()), 0)
        self.assertEqual(len(action.mail_ids), 2)
        [shown] = self.link.with_context(lang="en_US")._prepare_messages()
        self.assertIn("100.00", shown)

    def test_links_of_all_readers_work_for_the_whole_time(self):
        links = self.link_of(self.one) | self.link_of(self.two)
        links.date_expiry = days(3)
        self.night()
        self.assertEqual(set(links.mapped("date_expiry")), {days(180)})

    def test_refused_for_one_it_reached_the_other(self):
        action = self.night()
        first, second = action.mail_ids.sorted("id")
        for refused, taken in ((first, second), (second, first)):
            with self.subTest(refused=refused.recipient_ids.name):
                refused.state = "exception"
                refused._postprocess_sent_message([], [], failure_type="mail_smtp")
                self.assertEqual(action.state, "done")
                refused.state = "outgoing"
                self.assertEqual(taken.state, "outgoing")

    def test_refused_for_all_it_reached_nobody(self):
        action = self.night()
        for mail in action.mail_ids:
            mail.state = "exception"
            mail._postprocess_sent_message([], [], failure_type="mail_smtp")
        self.assertEqual((action.state, action.delivery_state), ("failed", "refused"))
        self.assertEqual(action.attempts, 1)

    def test_bounced_for_one_it_reached_the_other(self):
        action = self.night()
        self.deliver(action)
        self.two.message_bounce = 1
        action._message_receive_bounce(self.two.email, self.two)
        self.assertEqual(action.state, "done")
        self.one.message_bounce = 1
        action._message_receive_bounce(self.one.email, self.one)
        self.assertEqual((action.state, action.delivery_state), ("failed", "bounced"))

    def test_paid_before_any_left_none_leaves(self):
        action = self.night()
        self.pay(self.move)
        self.assertEqual(set(action.mail_ids.mapped("state")), {"cancel"})
        self.assertEqual(action.state, "cancelled")

    def test_paid_between_the_two_it_stays_said(self):
        action = self.night()
        first, second = action.mail_ids.sorted("id")
        first.state = "sent"
        first._postprocess_sent_message([], [])
        self.pay(self.move)
        self.assertEqual((first.state, second.state), ("sent", "cancel"))
        self.assertEqual((action.state, action.date_done), ("done", TODAY))

    def test_thanks_go_to_each_with_nobody_elses_link(self):
        self.company.dunning_thank_you = True
        action = self.night()
        for mail in action.mail_ids:
            self.assertEqual(action.delivery_state, "queued")
            mail.state = "sent"
            mail._postprocess_sent_message([], [])
        self.assertEqual(action.delivery_state, "sent")
        before = self.env["mail.mail"].search([])
        self.pay(self.move)
        self.env["dunning.action"]._thank(self.move)
        thanks = self.env["mail.mail"].search([]) - before
        self.assertEqual(
            sorted(mail.recipient_ids.ids for mail in thanks),
            sorted([[self.one.id], [self.two.id]]),
        )

    def test_message_about_a_plan_opens_it_under_the_readers_link(self):
        plan = self.make_plan()
        url = plan.get_portal_url()
        self.assertEqual(url, f"{self.link_of(self.one)._get_path()}/plan/{plan.id}")
        self.assertIn("accept", self.url_open(url).text)

    # === REVOKED ===

    def test_revoking_leaves_no_way_in(self):
        action = self.night()
        plan = self.make_plan()
        link = self.link_of(self.one)
        path = link._get_path()
        ways = [
            path,
            f"{path}/plan/{plan.id}",
            f"{path}/plan/{plan.id}/pdf",
            f"{path}/invoice/{self.move.id}",
            f"{path}/pay/{self.code(self.move)}",
            f"/my/dunning/{action.id}?access_token={action._ensure_old_token()}",
            f"/d/{action._get_short_code()}",
            f"/my/dunning/plan/{plan.id}",
        ]
        page = self.url_open(f"{path}/plan/{plan.id}")
        self.assertIn(self.move.name, page.text)
        link.action_revoke()
        for way in ways:
            with self.subTest(way):
                self.assertNotIn(self.move.name, self.url_open(way).text)
        # with the page still open in a window
        form = dict.fromkeys(("csrf_token", "fingerprint"), "")
        for field in self.tree(page).xpath("//form[@name='accept']//input"):
            if field.get("name") in form:
                form[field.get("name")] = field.get("value")
        answer = self.url_open(
            f"{path}/plan/{plan.id}/accept", form | {"name": "Une", "agreed": "1"}
        )
        self.assertEqual(answer.status_code, 410)
        self.assertEqual((plan.state, plan.accepted_name), ("proposed", False))
        # the other reader's still works
        self.assertEqual(self.page(self.link_of(self.two)).status_code, 200)

    def test_revoked_reader_with_an_account(self):
        user = new_test_user(
            self.env, "reader", groups="base.group_portal", partner_id=self.one.id
        )
        self.authenticate("reader", "reader")
        path = f"/my/dunning/company/{self.company.id}"
        self.assertIn(self.move.name, self.url_open(path).text)
        self.link_of(self.one).action_revoke()
        response = self.url_open(path)
        self.assertEqual(response.status_code, 410)
        self.assertNotIn(self.move.name, response.text)
        # the next message has a link, and opens the account's page again
        self.link_of(user.partner_id)
        self.assertEqual(self.url_open(path).status_code, 200)

    def test_link_shared_by_an_old_message_is_replaced(self):
        """Before, one message went to all readers with the link of the first."""
        action = self.night()
        shared, own = self.link_of(self.one), self.link_of(self.two)
        action.mail_mail_id.recipient_ids = self.one | self.two
        own.action_revoke()
        self.assertEqual(self.page(shared).status_code, 410)
        fresh = self.link_of(self.one)
        self.assertNotEqual(fresh, shared)
        self.assertEqual(self.page(fresh).status_code, 200)

    def test_files_too_big_to_attach(self):
        action = self.night()
        file = self.env["ir.attachment"].create({"name": "F", "raw": b"x"})
        action.mail_ids.attachment_ids = file
        file.generate_access_token()
        self.link_of(self.two).action_revoke()
        self.assertFalse(file.access_token)

    # === LEFT ===

    def test_who_leaves_comes_back_to_nothing(self):
        self.partner.dunning_contact_ids = [Command.clear()]
        stranger = self.make_partner("Autre Client")
        for leave, back in (
            ({"parent_id": stranger.id}, {"parent_id": self.partner.id}),
            ({"active": False}, {"active": True}),
            ({"parent_id": False}, {"parent_id": self.partner.id}),
        ):
            with self.subTest(leave):
                link = self.link_of(self.one)
                self.assertEqual(self.page(link).status_code, 200)
                self.one.write(leave)
                self.assertEqual(self.page(link).status_code, 410)
                self.one.write(back)
                self.assertEqual(self.page(link).status_code, 410)
                self.assertFalse(link.active)

    def test_who_leaves_with_its_department(self):
        self.partner.dunning_contact_ids = [Command.clear()]
        department = self.make_contact("Service")
        self.one.parent_id = department
        link = self.link_of(self.one)
        self.assertEqual(self.page(link).status_code, 200)
        department.parent_id = self.make_partner("Autre Client")
        self.assertEqual(self.page(link).status_code, 410)
        self.assertFalse(link.active)

    def test_archived_customer_may_still_pay(self):
        self.partner.active = False
        self.assertEqual(self.page().status_code, 200)

    # === INSIDE THE COMPANY ===

    @mute_logger("odoo.http")
    def test_plan_is_looked_at_by_the_company_without_a_key(self):
        plan = self.make_plan()
        path = plan.preview_page()["url"]
        self.assertNotIn("token", path)
        self.assertIn("/web/login", self.url_open(path).url)
        reader = self.make_user("page_reader", "account.group_account_readonly")
        self.authenticate(reader.login, reader.login)
        page = self.url_open(path)
        self.assertIn(self.move.name, page.text)
        self.assertFalse(self.tree(page).xpath("//main//form"))
        self.assertNotIn("/d/", page.text)
        with self.assertRaises(AccessError):
            plan.with_user(reader).get_portal_url()
        employee = self.make_user("page_employee", "base.group_user")
        self.authenticate(employee.login, employee.login)
        self.assertEqual(self.url_open(path).status_code, 403)
        self.assertEqual(
            self.url_open("/my/dunning/plan/999999999999").status_code, 404
        )
