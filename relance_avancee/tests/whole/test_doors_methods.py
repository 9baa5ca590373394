"""Every public method of every model is a door: it asks who is there before it works.

Methods are found by looking at our classes, not listed: a new one is tried on the day
it is written. Who may not read a record gets an AccessError from whatever he calls on
it, and nothing is written before; who may only read writes nothing. What is otherwise
is in the tables below, each with its reason.
"""

import inspect
from contextlib import closing

from odoo.exceptions import AccessError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..doors_common import SECRETS, DoorsCommon, get_own_methods, is_ours

# (model, method; * for any): why it needs no right on the record it is called on
OPEN = {
    ("*", "create"): "makes something of one's own; what it names is asked about",
    (
        "*",
        "default_get",
    ): "shows nothing but what the context said, which is asked about",
    ("*", "onchange"): "of a new form: nothing but what it names, which is asked about",
    ("account.move", "write"): "core's, which refuses nothing to who writes nothing",
    (
        "account.move.line",
        "write",
    ): "core's, which refuses nothing to who writes nothing",
    ("dunning.coming", "action_open"): "one's own picture of one's own companies",
    ("dunning.coming", "action_work_out"): "one's own picture of one's own companies",
    ("dunning.action", "copy_data"): "refuses everybody",
    ("dunning.dashboard", "read_kept"): "keeps what was read, by the reader's rights",
    ("dunning.posting", "action_print_day"): "the day of one's own company",
    ("res.config.settings", "action_dunning_start"): "that of one's own company",
}
# Who may only read and still leaves a trace: what, and why.
WRITES = {
    ("account.move", "action_dunning_why"): "a question is a dialog of one's own",
    ("dunning.action", "action_why"): "a question is a dialog of one's own",
    ("*", "create"): "what one may create is said by access rights: test_security",
    ("dunning.coming", "action_open"): "a picture of one's own",
    ("dunning.coming", "action_work_out"): "a picture of one's own",
    ("dunning.dashboard", "read_kept"): "keeps what was read, for the next reader",
}
# What a method is called with where it cannot be called with nothing.
ARGUMENTS = {
    "vals_list": [{}],
    "vals": {},
    "names": ["display_name"],
    "fields": ["display_name"],
    "values": {},
    "field_names": [],
    "fields_spec": {"display_name": {}},
    "section": "kpis",
    "what": "overdue",
    "msg_dict": {"subject": "x", "from": "x@example.com"},
    "message_dict": {"subject": "x", "message_id": "<x@example.com>"},
    "message": "x",
    "routes": [],
    "act_type_xmlids": ["mail.mail_activity_data_todo"],
    "template_ref": "relance_avancee.mail_template_first",
    "source_ref": "relance_avancee.mail_template_first",
    "partner_ids": [],
    "subtype_ids": [],
}
# Models of which a test has no row, and why.
EMPTY = {
    "dunning.dashboard.kept": "sections that take long; nobody has a right on them",
    "dunning.payment.norm": "measured from many payments",
    "dunning.report.payment": "a view of payments, as the other views of debts",
}
# Models without a table that clients call all the same.
SERVICES = ("dunning.dashboard",)
GATEWAY = ("dunning.action", "dunning.dispute")


def is_inherited_door(cls):
    """Classes of Odoo whose methods our documents inherit."""
    return cls.__module__.startswith(
        (
            "odoo.addons.mail.models.mail_thread",
            "odoo.addons.mail.models.mail_activity_mixin",
            "odoo.addons.portal.models.portal_mixin",
            "odoo.addons.portal.models.mail_thread",
        )
    )


def is_listed(table, model, method):
    return any(key in table for key in ((model, method), ("*", method), (model, "*")))


@tagged("post_install", "-at_install")
class TestDoorsMethods(DoorsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.methods = sorted(get_own_methods(cls.env))
        cls.readable = {}

    # === THE TABLES ===

    def test_every_model_has_a_record_to_steal(self):
        for name in sorted(self.env.registry):
            records = self.env[name]
            if name.startswith("dunning.") and not records._abstract:
                if name in EMPTY:
                    continue
                with self.subTest(model=name):
                    self.assertTrue(self.get_secret_record(name))

    def test_tables_speak_of_what_exists(self):
        known = set(self.methods)
        for table in (OPEN, WRITES):
            for model, method in table:
                if "*" not in (model, method):
                    self.assertIn((model, method), known)

    def test_all_of_our_models_were_looked_at(self):
        models = {model for model, _method in self.methods}
        self.assertLess(
            {
                *("account.move", "res.partner", "account.journal", "mail.activity"),
                *("account.move.line", "account.partial.reconcile", "ir.attachment"),
                *("dunning.action", "dunning.dispute", "dunning.work", "dunning.link"),
            },
            models,
        )
        self.assertGreater(len(self.methods), 120)

    # === CALLING ===

    def arguments(self, model, method):
        """What a client would have to send, in place of what has no default."""
        function = getattr(self.env.registry[model], method)
        needed = [
            name
            for name, parameter in list(inspect.signature(function).parameters.items())[
                1:
            ]
            if parameter.default is parameter.empty
            and parameter.kind
            in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD)
        ]
        return [ARGUMENTS.get(name, False) for name in needed]

    def is_of_the_model(self, model, method):
        function = getattr(self.env.registry[model], method)
        return bool(getattr(function, "_api_model", False)) or method == "create"

    def knock(self, user, model, method):
        """(what came back, the exception, rows written) of one call by RPC."""
        record = self.get_secret_record(model)
        args = self.arguments(model, method)
        if not self.is_of_the_model(model, method):
            args = [record.ids, *args]
        records = self.env[model].with_user(user)
        self.env.flush_all()
        self.env.invalidate_all()
        found = error = None
        # tables of what was written belong to the transaction: savepoints do not undo them
        with closing(self.env.cr.savepoint(flush=False)):
            before = self.count_writes()
            try:
                found = call_kw(records, method, args, {})
            except Exception as caught:
                error = caught
                written = self._count_after_error(before)
            else:
                written = self.count_writes() - before
        self.env.invalidate_all(flush=False)
        return found, error, written

    def _count_after_error(self, before):
        # what was not flushed before the error never will be
        self.env.invalidate_all(flush=False)
        try:
            return self.count_writes() - before
        except Exception:
            # a statement failed: the transaction answers nothing more, nothing is kept
            return 0

    def try_doors(self, doors, check, people=None):
        """Everybody at every door; all that is wrong is told at once."""
        problems = []
        with mute_logger(
            "odoo.sql_db", "odoo.addons.base.models.ir_rule", "odoo.models"
        ):
            for model, method in doors:
                for name in people or self.people:
                    if problem := check(name, self.people[name], model, method):
                        problems.append(f"{model}.{method} by {name}: {problem}")
        self.assertFalse(problems, "\n" + "\n".join(problems))

    def may_read(self, user, model):
        """Asked once for each: nothing that is tried here changes it."""
        if (user, model) not in self.readable:
            self.env.invalidate_all()
            record = self.get_secret_record(model)
            self.readable[user, model] = (
                not self.env[model]._abstract
                and bool(record)
                and record.with_user(user).has_access("read")
            )
        return self.readable[user, model]

    def find_leak(self, found, error, written):
        """What is wrong whatever the door: something was told, or written."""
        said = f"{found!r} {error}"
        if told := [secret for secret in SECRETS if secret in said]:
            return f"tells {told}"
        return "writes before it asks" if written else None

    # === WHAT MUST BE ===

    def test_who_may_not_read_is_refused_before_anything_happens(self):
        self.try_doors(self.methods, self._check_stranger)

    def _check_stranger(self, _name, user, model, method):
        if self.is_of_the_model(model, method):
            if user.has_group("account.group_account_readonly"):
                return None
        elif self.may_read(user, model):
            return None
        elif model in EMPTY:
            return None
        found, error, written = self.knock(user, model, method)
        if leak := self.find_leak(found, error, written):
            return leak
        if is_listed(OPEN, model, method) or isinstance(error, AccessError):
            return None
        # a mixin has no records: nothing but an error can come of it
        if self.is_mixin(model) and (error or not found):
            return None
        return f"not refused: {found!r} {error!r}"

    def is_mixin(self, model):
        return self.env[model]._abstract and model not in SERVICES

    def test_who_may_only_read_changes_nothing(self):
        self.try_doors(
            [door for door in self.methods if not is_listed(WRITES, *door)],
            self._check_reader,
            ("portal", "public", "plain", "reader", "foreign reader"),
        )

    def _check_reader(self, _name, user, model, method):
        _found, _error, written = self.knock(user, model, method)
        return "writes" if written else None

    def test_doors_our_documents_inherit(self):
        """Of threads, activities and the portal: called on what one may not read."""
        found = get_own_methods(self.env, is_inherited_door)
        doors = sorted(
            (model, method)
            for model, method in found
            if model.startswith("dunning.") and not self.env[model]._abstract
        )
        self.assertGreater(len(doors), 30)
        self.try_doors(doors, self._check_inherited, ("portal", "foreign collector"))

    def _check_inherited(self, _name, user, model, method):
        if self.may_read(user, model):
            return None
        found, error, written = self.knock(user, model, method)
        # Odoo inserts first and asks its rules then: what it refuses is undone
        refused = isinstance(error, AccessError)
        return self.find_leak(found, error, 0 if refused else written)

    # === THE MAIL GATEWAY ===

    def test_nobody_pretends_that_a_message_came_in(self):
        for model in GATEWAY:
            record = self.get_secret_record(model)
            for name, user in [*self.people.items(), ("manager", self.owner)]:
                with self.subTest(model=model, user=name):
                    records = self.env[model].with_user(user)
                    for values in ({}, {"note": "x"}):
                        before = self.count_writes()
                        with self.assertRaises(AccessError):
                            call_kw(
                                records, "message_update", [record.ids, {}, values], {}
                            )
                        with self.assertRaises(AccessError):
                            record.with_user(user).message_update({}, values)
                        self.assertEqual(self.count_writes(), before)

    def test_the_gateway_itself_is_let_in(self):
        self.action.sudo().message_update({})
        self.assertEqual(self.action.delivery_state, "answered")

    def test_keys_are_not_given_by_rpc(self):
        for user in (self.reader, self.owner):
            plans = self.env["dunning.payment.plan"].with_user(user)
            with self.assertRaises(AccessError):
                call_kw(plans, "get_portal_url", [self.plan.ids], {})
        # a reminder has none: its page is under the link
        self.assertFalse(hasattr(self.action, "get_portal_url"))

    def test_links_are_made_for_collectors_only(self):
        for user in (self.plain, self.reader):
            with self.assertRaises(AccessError):
                self.debtor.with_user(user).action_dunning_links()
        self.debtor.with_user(self.owner).action_dunning_links()

    def test_is_ours_knows_our_classes(self):
        for model in ("account.move", "dunning.action"):
            self.assertTrue(any(map(is_ours, self.env.registry[model].mro())))
        self.assertFalse(any(map(is_ours, self.env.registry["res.country"].mro())))
