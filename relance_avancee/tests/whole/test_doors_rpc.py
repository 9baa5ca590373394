"""Over JSON-RPC, as a script with somebody's password would: evidence, links, notes."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, JsonRpcException, new_test_user, tagged
from odoo.tools import mute_logger

from ..doors_common import COLLECTOR, SECRETS, DoorsCommon, get_own_models, inherits

# A value that a column of this type takes, and that no record of the test has.
OTHER = {
    "boolean": True,
    "integer": 7,
    "float": 7.5,
    "monetary": 7.5,
    "date": "2001-02-03",
    "datetime": "2001-02-03 04:05:06",
    "char": "forged",
    "text": "forged",
    "html": "<p>forged</p>",
}
AMOUNT = r"\d[.,]\d\d\b"
# Evidence that has a conversation.
THREADS = {
    *("dunning.action", "dunning.dispute", "dunning.letter"),
    *("dunning.payment.plan", "dunning.promise"),
}


class RpcCommon(DoorsCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collector = cls.make_somebody("doors_collector", cls.company, COLLECTOR)
        cls.roles = {**cls.people, "collector": cls.collector, "manager": cls.owner}
        del cls.roles["public"]
        for user in cls.roles.values():
            user.password = user.login

    def come_in(self, user):
        self.env.flush_all()
        self.authenticate(user.login, user.login)

    @mute_logger("odoo.http", "odoo.sql_db", "odoo.addons.base.models.ir_rule")
    def rpc(self, model, method, *args, **kwargs):
        """What one call answers to who came in.

        :raises JsonRpcException: it was refused
        """
        self.env.flush_all()
        found = self.make_jsonrpc_request(
            "/web/dataset/call_kw",
            {"model": model, "method": method, "args": args, "kwargs": kwargs},
        )
        self.env.invalidate_all()
        return found

    def refuse(self, model, method, *args, **kwargs):
        with self.assertRaises(JsonRpcException) as caught:
            self.rpc(model, method, *args, **kwargs)
        return str(caught.exception)


@tagged("post_install", "-at_install")
class TestEvidenceRpc(RpcCommon):
    def get_evidence(self):
        return [
            name
            for name in get_own_models(self.env)
            if inherits(self.env, name, "dunning.evidence")
            and not self.env[name]._abstract
        ]

    def get_forged(self, record):
        """{field: another value} of all that is written in the table but not by hand."""
        by_hand = record.sudo()._get_by_hand()
        return {
            name: self._other(field)
            for name, field in record._fields.items()
            if field.store
            and name not in by_hand
            and not record.sudo()._is_by_hand(name)
            and name not in ("id", "create_uid", "create_date")
            and name not in ("write_uid", "write_date", "display_name")
        }

    def _other(self, field):
        if field.type == "selection":
            return field.get_values(self.env)[-1]
        if field.type in ("one2many", "many2many"):
            return [Command.clear()]
        # of a link between records: none
        return OTHER.get(field.type, False)

    def test_every_evidence_has_a_record_to_forge(self):
        self.assertGreater(len(self.get_evidence()), 9)
        self.assertLess(THREADS, set(self.get_evidence()))
        for model in self.get_evidence():
            self.assertTrue(self.get_secret_record(model), model)

    def test_nobody_writes_a_result(self):
        """Each field by who works here; all at once by who may not write at all."""
        for role, user in self.roles.items():
            self.come_in(user)
            for model in self.get_evidence():
                record = self.get_secret_record(model)
                forged = self.get_forged(record)
                self.assertTrue(forged, model)
                tries = [{name: value} for name, value in forged.items()]
                if role not in ("collector", "manager"):
                    tries = [tries[0], forged]
                before = record.sudo().read(list(forged))
                for values in tries:
                    with self.subTest(role=role, model=model, values=list(values)):
                        self.refuse(model, "write", record.ids, values)
                self.assertEqual(record.sudo().read(list(forged)), before)

    def test_nor_by_another_door(self):
        """web_save, a parent's commands, load, a context that claims to be the engine."""
        self.come_in(self.owner)
        engine = {"dunning_engine": True, "force_write": True, "su": True}
        for model in self.get_evidence():
            record = self.get_secret_record(model)
            name, value = next(iter(self.get_forged(record).items()))
            with self.subTest(model=model):
                self.refuse(model, "web_save", record.ids, {name: value}, {})
                self.refuse(model, "write", record.ids, {name: value}, context=engine)
        line = self.action.line_ids[:1]
        before = line.amount
        self.refuse(
            "dunning.action",
            "write",
            self.action.ids,
            {"line_ids": [[1, line.id, {"amount": 1.0}]]},
        )
        self.refuse(
            "res.partner",
            "write",
            self.debtor.ids,
            {"dunning_promise_ids": [[1, self.promise.id, {"state": "kept"}]]},
        )
        self.assertEqual(line.amount, before)
        self.assertEqual(self.promise.state, "open")

    def test_what_left_is_not_deleted(self):
        self.promise.sudo().state = "kept"
        self.hold.action_archive()
        for role in ("collector", "manager", "reader"):
            self.come_in(self.roles[role])
            for record in (self.action, self.action.line_ids, self.promise, self.hold):
                with self.subTest(role=role, model=record._name):
                    self.refuse(record._name, "unlink", record.ids)
                    self.assertTrue(record.exists())


@tagged("post_install", "-at_install")
class TestConversationsRpc(RpcCommon):
    """What is said and sent about evidence: added by collectors, changed by nobody."""

    def setUp(self):
        super().setUp()
        self.threads = {model: self.get_secret_record(model) for model in THREADS}

    def count_said(self, record):
        self.env.invalidate_all()
        return len(record.sudo().message_ids)

    def test_threads_are_all_named(self):
        self.assertEqual(
            THREADS,
            {
                model
                for model in get_own_models(self.env)
                if inherits(self.env, model, "dunning.evidence")
                and inherits(self.env, model, "mail.thread")
            }
            - {"dunning.experiment"},
        )

    def test_who_only_reads_says_nothing(self):
        for role in ("reader", "plain", "portal", "foreign collector", "branch"):
            user = self.roles[role]
            for record in self.threads.values():
                # an engine may have made him follow it
                record.sudo().message_subscribe(user.partner_id.ids)
            self.come_in(user)
            for model, record in self.threads.items():
                parent = record.sudo().message_ids[:1].id
                before = self.count_said(record)
                with self.subTest(role=role, model=model):
                    for options in ({}, {"parent_id": parent}):
                        self.refuse(
                            model, "message_post", record.ids, body="x", **options
                        )
                    self.refuse(
                        "mail.message",
                        "create",
                        [{"model": model, "res_id": record.id, "body": "x"}],
                    )
                    self.refuse(
                        model,
                        "activity_schedule",
                        record.ids,
                        "mail.mail_activity_data_todo",
                    )
                    with self.assertRaises(JsonRpcException), mute_logger("odoo.http"):
                        self.make_jsonrpc_request(
                            "/mail/message/post",
                            {
                                "thread_model": model,
                                "thread_id": record.id,
                                "post_data": {
                                    "body": "x",
                                    "message_type": "comment",
                                    "subtype_xmlid": "mail.mt_note",
                                },
                            },
                        )
                    self.assertEqual(self.count_said(record), before)

    def test_a_collector_says_and_corrects_its_own_words(self):
        self.come_in(self.collector)
        for model, record in self.threads.items():
            with self.subTest(model=model):
                found = self.rpc(
                    model,
                    "message_post",
                    record.ids,
                    body="Rappeler",
                    message_type="comment",
                )
                message_id = found[0] if isinstance(found, list) else found
                self.rpc("mail.message", "write", [message_id], {"body": "Rappelé"})
                message = self.env["mail.message"].browse(message_id)
                self.assertIn("Rappelé", message.body)

    def test_what_was_sent_and_logged_stays(self):
        said = "Je paierai"
        customer = self.action.message_post(
            body=said,
            author_id=self.debtor.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        log = self.action.with_user(self.owner).sudo()._message_log(body="Withdrawn.")
        messages = self.action.message_ids | customer | log
        sent = messages.filtered(lambda message: "mail" in message.message_type)
        self.assertTrue(sent)
        for role in ("manager", "collector"):
            self.come_in(self.roles[role])
            for message in messages:
                with self.subTest(role=role, kind=message.message_type):
                    before = message.body
                    self.refuse(
                        "mail.message", "write", message.ids, {"body": "forged"}
                    )
                    self.refuse("mail.message", "unlink", message.ids)
                    self.assertEqual(message.exists().body, before)

    def test_who_only_reads_sends_nothing_in_its_name(self):
        self.come_in(self.reader)
        thread = {"model": "dunning.action", "res_ids": str(self.action.ids)}
        text = {"res_model": "dunning.action", "res_ids": str(self.action.ids)}
        before = self.count_said(self.action)
        for mode in ("mass_mail", "comment"):
            [found] = self.rpc(
                "mail.compose.message",
                "create",
                [{**thread, "composition_mode": mode, "subject": "x", "body": "x"}],
            )
            self.refuse("mail.compose.message", "action_send_mail", [found])
        for mode in ("mass", "comment"):
            [found] = self.rpc(
                "sms.composer",
                "create",
                [{**text, "composition_mode": mode, "body": "x"}],
            )
            self.refuse("sms.composer", "action_send_sms", [found])
        self.refuse(
            "mail.scheduled.message",
            "create",
            [
                {
                    "model": "dunning.action",
                    "res_id": self.action.id,
                    "author_id": self.reader.partner_id.id,
                    "scheduled_date": "2100-01-01",
                    "body": "x",
                }
            ],
        )
        self.assertEqual(self.count_said(self.action), before)

    def test_what_others_filed_stays(self):
        for record in (self.dispute, self.plan, self.letter):
            proof = self.env["ir.attachment"].create(
                {
                    "name": "photo.txt",
                    "raw": b"proof",
                    "res_model": record._name,
                    "res_id": record.id,
                }
            )
            for role in ("manager", "collector"):
                self.come_in(self.roles[role])
                with self.subTest(role=role, model=record._name):
                    for values in (
                        {"name": "x"},
                        {"datas": "eA=="},
                        {"public": True},
                        {"res_model": "res.partner", "res_id": self.debtor.id},
                    ):
                        self.refuse("ir.attachment", "write", proof.ids, values)
                    self.refuse("ir.attachment", "generate_access_token", proof.ids)
                    self.refuse("ir.attachment", "unlink", proof.ids)
                    self.assertEqual(
                        (proof.exists().name, proof.raw, proof.public),
                        ("photo.txt", b"proof", False),
                    )
        self.come_in(self.collector)
        [mine] = self.rpc(
            "ir.attachment",
            "create",
            [
                {
                    "name": "a.txt",
                    "raw": "x",
                    "res_model": "dunning.dispute",
                    "res_id": self.dispute.id,
                }
            ],
        )
        self.rpc("ir.attachment", "write", [mine], {"name": "b.txt"})
        self.rpc("ir.attachment", "unlink", [mine])

    def test_a_contact_tells_the_house_no_amount(self):
        """Everybody reads the history of a contact; only accounting what it owes."""
        self.assertTrue(self.debtor.message_ids)
        self.come_in(self.plain)
        said = self.rpc(
            "mail.message",
            "search_read",
            [["model", "=", "res.partner"], ["res_id", "=", self.debtor.id]],
            ["body"],
        )
        self.assertTrue(said)
        bodies = " ".join(message["body"] for message in said)
        self.assertIn("E-mail to Debiteur Secret", bodies)
        self.assertNotRegex(bodies, AMOUNT)


@tagged("post_install", "-at_install")
class TestLinksRpc(RpcCommon):
    """Links are told to collectors, and whoever asks leaves a trace, whatever the door."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.exporter = new_test_user(
            cls.env,
            "doors_exporter",
            groups=f"base.group_user,base.group_allow_export,{COLLECTOR}",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
            password="doors_exporter",
            lang="en_US",
        )

    def get_trace(self, user):
        self.env.invalidate_all()
        return self.debtor.sudo().message_ids.filtered(
            lambda message: message.author_id == user.partner_id
            and "shown" in str(message.body)
        )

    def get_doors(self):
        link, action = self.link, self.action
        yield "dunning.link", "read", [link.ids, ["url"]]
        yield "dunning.link", "search_read", [[["id", "=", link.id]], ["url"]]
        yield "dunning.link", "web_read", [link.ids, {"url": {}}]
        yield "dunning.link", "export_data", [link.ids, ["url"]]
        yield (
            "dunning.link",
            "web_search_read",
            [[["id", "=", link.id]], {"url": {}}],
        )
        yield (
            "res.partner",
            "web_read",
            [self.debtor.ids, {"dunning_link_ids": {"fields": {"url": {}}}}],
        )
        yield "res.partner", "export_data", [self.debtor.ids, ["dunning_link_ids/url"]]
        for name in ("pay_url", "short_url", "payment_html"):
            yield "dunning.action", "read", [action.ids, [name]]
            yield "dunning.action", "export_data", [action.ids, [name]]

    def test_reading_leaves_a_trace(self):
        self.come_in(self.exporter)
        for model, method, args in self.get_doors():
            with self.subTest(model=model, method=method, args=args):
                before = self.get_trace(self.exporter)
                found = self.rpc(model, method, *args)
                self.assertIn(self.link._get_code(), str(found))
                self.assertEqual(len(self.get_trace(self.exporter) - before), 1)

    def test_others_read_nothing(self):
        groups = self.env.ref("base.group_allow_export")
        for role in (
            "plain",
            "reader",
            "foreign reader",
            "foreign collector",
            "branch",
        ):
            user = self.roles[role]
            user.group_ids += groups
            self.come_in(user)
            for model, method, args in self.get_doors():
                with self.subTest(role=role, model=model, method=method, args=args):
                    try:
                        found = self.rpc(model, method, *args)
                    except JsonRpcException:
                        found = ""
                    self.assertNotIn(self.link._get_code(), str(found))
            self.assertFalse(self.get_trace(user))

    def test_dialogs_of_writing_tell_no_more_than_their_user_reads(self):
        """Odoo draws texts there with the rights of the system."""
        text = self.env.ref("relance_avancee.sms_template_first")
        mail = self.env.ref("relance_avancee.mail_template_first")
        about = {"res_ids": str(self.action.ids), "composition_mode": "comment"}
        doors = (
            (
                "sms.composer",
                {"res_model": "dunning.action", "res_id": self.action.id},
                text,
            ),
            ("mail.compose.message", {"model": "dunning.action"}, mail),
            ("mail.compose.message", {"model": "dunning.action", "body": "x"}, mail),
        )
        for role in ("plain", "reader", "foreign collector", "branch"):
            self.come_in(self.roles[role])
            for model, values, template in doors:
                with self.subTest(role=role, model=model):
                    values = {**about, **values, "template_id": template.id}
                    found = self.try_draft(model, values)
                    self.assertNotIn(self.link._get_code(), found)
                    if role != "reader":
                        self.assertNotRegex(found, f"{AMOUNT}|{SECRETS[0]}")
            self.assertFalse(self.get_trace(self.roles[role]))
        self.come_in(self.collector)
        values = {**about, **doors[0][1], "template_id": text.id}
        self.assertIn(self.link._get_code(), self.try_draft("sms.composer", values))
        self.assertEqual(len(self.get_trace(self.collector)), 1)

    def try_draft(self, model, values):
        """Subject and text of a message somebody begins; nothing when refused."""
        names = ["body", "subject"] if model.startswith("mail.") else ["body"]
        try:
            [found] = self.rpc(model, "create", [values])
            return str(self.rpc(model, "read", [found], names))
        except JsonRpcException:
            return ""

    def test_the_engine_leaves_none(self):
        self.assertTrue(self.link.sudo().url)
        before = self.debtor.sudo().message_ids
        self.action._render_emails(self.action._get_mail_template())
        self.assertEqual(self.debtor.sudo().message_ids, before)

    def test_statements_do_not_grow_with_the_number_of_links(self):
        Link = self.env["dunning.link"].sudo()
        for number in range(12):
            contact = self.make_partner(
                f"Contact {number}", parent_id=self.debtor.id, company_id=False
            )
            Link._get_link(contact, self.debtor, self.company)
        links = Link.search([("partner_id", "=", self.debtor.id)])
        self.assertGreater(len(links), 10)
        counts = []
        for some in (links[:2], links):
            self.env.flush_all()
            self.env.invalidate_all()
            mine = some.with_user(self.collector)
            before = self.env.cr.sql_log_count
            mine.read(["url"])
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)

    def test_asking_for_a_right_is_not_reading(self):
        with self.assertRaises(AccessError):
            self.link.with_user(self.reader).read(["url"])
        self.link.with_user(self.collector).read(["display_name", "state"])
        self.assertFalse(self.get_trace(self.collector))
