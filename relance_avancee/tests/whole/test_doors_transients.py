"""A dialog is its maker's, and rights are asked on whatever a caller names."""

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import TODAY
from ..doors_common import DoorsCommon, get_own_methods, get_own_models, inherits

# Dialogs that are not about one record: what is not shown to others, and why.
NAMES_NOTHING = {
    "dunning.coming": "a row of the calendar, made by the planner with one's own rights",
    "dunning.go.live.line": "a row of the guided start, whose company is asked about",
}


@tagged("post_install", "-at_install")
class TestDoorsTransients(DoorsCommon):
    def get_transients(self):
        return [name for name in get_own_models(self.env) if self.env[name]._transient]

    def everybody_else(self):
        """Other users, those who may do the same in the same company first."""
        return [("colleague", self.colleague), *self.people.items()]

    def as_user(self, user, model):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env[model].with_user(user)

    # === WHOSE IT IS ===

    def test_every_transient_model_is_tried(self):
        self.assertEqual(self.get_transients(), sorted(self.dialogs))
        for model in self.get_transients():
            self.assertTrue(inherits(self.env, model, "dunning.wizard"))

    def test_nobody_else_finds_reads_changes_or_deletes_it(self):
        for model, dialog in self.dialogs.items():
            for name, user in self.everybody_else():
                with self.subTest(model=model, user=name):
                    records = self.as_user(user, model)
                    for operation in ("read", "write", "unlink"):
                        self.assertFalse(
                            records.browse(dialog.id).has_access(operation)
                        )
                    self._assert_closed(records, dialog.id)

    def _assert_closed(self, records, res_id):
        if records.has_access("read"):
            self.assertFalse(records.search([("id", "=", res_id)]))
            self.assertFalse(records.search_count([("id", "=", res_id)]))
            self.assertFalse(records.search_read([("id", "=", res_id)], ["id"]))
            self.assertFalse(records._read_group([("id", "=", res_id)], ["id"]))
        written = records._rec_name or "display_name"
        for name, args in (
            ("read", [["display_name", "create_uid"]]),
            ("web_read", [{"display_name": {}}]),
            ("write", [{written: False}]),
            ("web_save", [{written: False}, {}]),
            ("unlink", []),
            ("copy", []),
            ("onchange", [{}, [], {"display_name": {}}]),
            ("export_data", [["display_name"]]),
        ):
            with (
                self.subTest(door=name),
                # who may export nothing at all is told so
                self.assertRaises(UserError if name == "export_data" else AccessError),
                mute_logger("odoo.addons.base.models.ir_rule"),
            ):
                call_kw(records, name, [[res_id], *args], {})

    def test_nobody_else_presses_its_buttons(self):
        methods = get_own_methods(self.env)
        pressed = 0
        for model, dialog in self.dialogs.items():
            for name in sorted(name for owner, name in methods if owner == model):
                Model = self.env.registry[model]
                if getattr(getattr(Model, name), "_api_model", False):
                    continue
                if name in ("write", "onchange"):
                    continue
                for who, user in self.everybody_else():
                    pressed += 1
                    with self.subTest(model=model, button=name, user=who):
                        records = self.as_user(user, model)
                        before = self.count_writes()
                        with (
                            self.assertRaises(AccessError),
                            mute_logger("odoo.addons.base.models.ir_rule"),
                        ):
                            call_kw(records, name, [[dialog.id]], {})
                        self.assertEqual(self.count_writes(), before)
        self.assertGreater(pressed, 50)

    def test_an_outcome_is_noted_on_ones_own_sheet_only(self):
        sheet = self.dialogs["dunning.call.sheet"]
        outcome = self.env.ref("relance_avancee.dunning_call_outcome_promise")
        for user in (self.colleague, self.foreign):
            self.env.invalidate_all()
            with self.assertRaises(AccessError):
                outcome.with_user(user).with_context(
                    dunning_sheet_id=sheet.id
                ).action_choose()

    def test_its_maker_and_the_system_use_it(self):
        for model, dialog in self.dialogs.items():
            with self.subTest(model=model):
                mine = self.as_user(self.owner, model).browse(dialog.id)
                self.assertTrue(mine.has_access("write"))
                self.assertEqual(mine.search([("id", "=", dialog.id)]), mine)
                self.assertTrue(mine.sudo().with_user(1).has_access("unlink"))

    def test_the_nights_picture_is_read_and_not_written(self):
        row = (
            self.env["dunning.coming"]
            .with_user(1)
            .create({"partner_id": self.debtor.id, "company_id": self.company.id})
        )
        found = self.as_user(self.reader, "dunning.coming").browse(row.id)
        self.assertTrue(found.has_access("read"))
        self.assertFalse(found.has_access("write"))
        self.assertFalse(found.has_access("unlink"))
        foreign = self.as_user(self.foreign, "dunning.coming").browse(row.id)
        self.assertFalse(foreign.has_access("read"))
        self.assertFalse(foreign.search([("id", "=", row.id)]))

    # === WHAT A CALLER NAMES ===

    def get_named(self, model):
        """{field: id} of records of the company a form of this model may name."""
        records = {
            "account.move": self.move,
            "dunning.action": self.action,
            "dunning.dispute": self.dispute,
            "dunning.payment.plan": self.plan,
            "dunning.promise": self.promise,
            "dunning.scenario": self.scenario,
            "dunning.step": self.scenario.step_ids[0],
            "res.company": self.company,
            "res.partner": self.debtor,
            **self.dialogs,
        }
        return {
            name: (field.type, records[field.comodel_name].id)
            for name, field in self.env[model]._fields.items()
            if field.comodel_name in records
            and not (field.compute and field.readonly)
            and not field.related
        }

    def assertRefused(self, work):
        with (
            # no record of this user's, or not even the number of one
            self.assertRaises((AccessError, ValidationError)),
            mute_logger("odoo.addons.base.models.ir_rule"),
        ):
            work()
        self.env.invalidate_all()

    def test_a_stranger_names_nothing_in_any_form(self):
        """In create, in defaults of the context, in a form never saved."""
        models = [name for name in get_own_models(self.env) if self._is_form(name)]
        tried = set()
        for model in models:
            for name, (kind, res_id) in self.get_named(model).items():
                value = res_id if kind == "many2one" else [Command.set([res_id])]
                with self.subTest(model=model, field=name):
                    tried.add(model)
                    self._try_to_name(model, name, value)
        self.assertFalse(
            set(self.get_transients()) - tried - NAMES_NOTHING.keys(),
            "dialogs that name nothing must say why",
        )
        self.assertGreater(len(tried), 12)

    def _is_form(self, model):
        return (
            inherits(self.env, model, "dunning.named") and not self.env[model]._abstract
        )

    def _try_to_name(self, model, name, value):
        records = self.as_user(self.foreign, model)
        spec = {
            field: {}
            for field in records._fields
            if records._has_field_access(records._fields[field], "read")
        }
        self.assertRefused(lambda: records.onchange({name: value}, [name], spec))
        key = f"default_{name}"
        self.assertRefused(
            lambda: records.with_context(**{key: value}).default_get([name])
        )
        self.assertRefused(
            lambda: records.with_context(**{key: value}).onchange({}, [], spec)
        )
        self.assertRefused(lambda: records.create({name: value}))
        self.assertRefused(lambda: records.with_context(**{key: value}).create({}))

    def test_nor_by_a_number_in_disguise(self):
        """PostgreSQL takes "12" and 12.0 for 12: what is no plain number is refused."""
        tried = 0
        for model in [name for name in get_own_models(self.env) if self._is_form(name)]:
            for name, (kind, res_id) in self.get_named(model).items():
                for value in self._disguise(kind, res_id):
                    tried += 1
                    with self.subTest(model=model, field=name, value=value):
                        self._try_to_name(model, name, value)
        self.assertGreater(tried, 100)

    def _disguise(self, kind, number):
        plain = [str(number), float(number)]
        if kind == "many2one":
            return [*plain, {"id": number}, {"id": str(number)}, [str(number), "x"]]
        return [
            [command]
            for item in plain
            for command in (
                item,
                Command.link(item),
                Command.set([item]),
                Command.update(item, {}),
                {"id": item},
            )
        ]

    def test_nor_in_a_form_of_ones_own_that_is_changed(self):
        mine = self.as_user(self.foreign, "dunning.why").create(
            {"company_id": self.other.id, "day": TODAY}
        )
        for vals in (
            {"move_ids": [Command.link(self.move.id)]},
            {"move_ids": [Command.set(self.move.ids)]},
            {"company_id": self.company.id},
        ):
            self.assertRefused(lambda: mine.write(vals))  # noqa: B023
            self.assertRefused(
                lambda: mine.onchange(vals, list(vals), {"answer": {}})  # noqa: B023
            )

    def test_every_way_of_naming_is_understood(self):
        model = self.as_user(self.foreign, "dunning.fee.waive")
        move = self.move.id
        for value in (move, (move, "x"), {"id": move}, self.move):
            with self.subTest(value=value):
                self.assertRefused(
                    lambda: model._check_named({"move_id": value})  # noqa: B023
                )
        why = self.as_user(self.foreign, "dunning.why")
        for value in (
            [move],
            [{"id": move}],
            [Command.link(move)],
            [Command.set([move])],
            [Command.update(move, {})],
            [Command.create({"partner_id": self.debtor.id})],
            self.move,
        ):
            with self.subTest(value=value):
                self.assertRefused(
                    lambda: why._check_named({"move_ids": value})  # noqa: B023
                )

    def test_a_branch_names_the_company_above_it(self):
        """Its settings are the branch's too; its debtors are not thereby."""
        records = self.as_user(self.agent, "dunning.send")
        records._check_named({"company_id": self.company.id})
        self.assertRefused(lambda: records._check_named({"company_id": self.other.id}))
        self.assertRefused(lambda: records._check_named({"move_id": self.move.id}))
