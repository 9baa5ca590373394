"""Somebody at every door: a company with secrets, and users who must not learn them.

One record at least of every model of ours belongs to ``company``; the users come from
the portal, from nowhere, from another department, another company, a branch.
"""

import inspect

from odoo import Command
from odoo.tests import new_test_user
from odoo.tools import SQL

from .common import TODAY, DunningCommon, days

OURS = "odoo.addons.relance_avancee"
READER = "account.group_account_readonly"
COLLECTOR = "relance_avancee.relance_avancee_group_user"
MANAGER = "relance_avancee.relance_avancee_group_manager"
# what nobody of another company may ever read, whatever he calls
SECRETS = ("Debiteur Secret", "secret@debiteur.example.com", "98765.43", "98,765.43")
# rows without a company, which everybody in accounting may read
SHARED = {
    *("dunning.call.outcome", "dunning.cause", "dunning.channel"),
    *("dunning.dispute.reason", "dunning.interest.rate", "dunning.risk.criterion"),
    *("dunning.scenario", "dunning.step", "dunning.work.kind"),
}


def is_ours(cls):
    """Whether a class of a model's ancestry is written in one of our add-ons."""
    return cls.__module__.startswith(OURS) and ".tests." not in cls.__module__


def get_own_models(env):
    """Names of the models our add-ons make; not those they only extend."""
    return sorted(name for name in env.registry if name.startswith("dunning."))


def inherits(env, model, parent):
    """Whether a model has this mixin among its ancestors."""
    return issubclass(env.registry[model], env.registry[parent])


def get_own_methods(env, is_wanted=is_ours):
    """{(model, method)} that a client may call and a class of ours defines.

    What is marked as private is refused by Odoo before anything of it runs.
    """
    found = set()
    for model, Model in env.registry.items():
        for cls in Model.mro():
            if is_wanted(cls):
                found |= {
                    (model, name)
                    for name, value in vars(cls).items()
                    if not name.startswith("_") and inspect.isfunction(value)
                }
    return {
        (model, name)
        for model, name in found
        if not any(
            getattr(getattr(cls, name, None), "_api_private", False)
            for cls in env.registry[model].mro()
        )
    }


class DoorsCommon(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write(
            {
                "street": "14 rue des Copeaux",
                "zip": "69007",
                "city": "Lyon",
                "dunning_test_email": "essai@vendeur.example.com",
            }
        )
        cls.make_people()
        cls.make_secrets()
        cls.env.flush_all()

    # === PEOPLE ===

    @classmethod
    def make_people(cls):
        cls.other = cls.env["res.company"].create({"name": "Autre société"})
        cls.branch = cls.env["res.company"].create(
            {"name": "Agence", "parent_id": cls.company.id}
        )
        cls.portal = new_test_user(cls.env, "doors_portal", groups="base.group_portal")
        cls.public = cls.env.ref("base.public_user")
        cls.plain = cls.make_somebody("doors_plain", cls.company)
        cls.reader = cls.make_somebody("doors_reader", cls.company, READER)
        cls.owner = cls.make_somebody("doors_owner", cls.company, MANAGER)
        cls.colleague = cls.make_somebody("doors_colleague", cls.company, MANAGER)
        cls.foreign_reader = cls.make_somebody("doors_foreign", cls.other, READER)
        cls.foreign = cls.make_somebody("doors_stranger", cls.other, MANAGER)
        cls.agent = cls.make_somebody("doors_agent", cls.branch, COLLECTOR)
        # by name: what each of them may do is the subject of these tests
        cls.people = {
            "portal": cls.portal,
            "public": cls.public,
            "plain": cls.plain,
            "reader": cls.reader,
            "foreign reader": cls.foreign_reader,
            "foreign collector": cls.foreign,
            "branch": cls.agent,
        }

    @classmethod
    def make_somebody(cls, login, company, *groups):
        return new_test_user(
            cls.env,
            login,
            groups=",".join(("base.group_user", *groups)),
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
            lang="en_US",
        )

    # === SECRETS ===

    @classmethod
    def make_secrets(cls):
        """A debtor of one company alone, and one record of every kind about it."""
        cls.scenario = cls.make_scenario(5, 30, company_id=cls.company.id)
        cls.company.dunning_scenario_id = cls.scenario
        cls.debtor = cls.make_partner(
            "Debiteur Secret",
            company_id=cls.company.id,
            email="secret@debiteur.example.com",
            phone="+33 1 23 45 67 89",
            street="1 rue Cachée",
            zip="75001",
            city="Paris",
            lang="en_US",
        )
        cls.moves = cls.env["account.move"].union(
            *(
                cls.make_invoice(days_late=10, amount=98765.43, partner=cls.debtor)
                for _number in range(4)
            )
        )
        cls.move = cls.moves[0]
        paid = cls.receivable(
            cls.make_credit_note(amount=10.0, partner=cls.debtor) | cls.moves[3]
        )
        paid.reconcile()
        cls.partial = paid.matched_debit_ids | paid.matched_credit_ids
        cls.action = cls.Action._plan(TODAY)
        cls.action._process(TODAY)
        cls.line = cls.receivable(cls.move)
        for make in (
            *("contacts", "holds", "commitments", "letters", "nights"),
            *("settings", "dialogs"),
        ):
            getattr(cls, f"make_{make}")()

    @classmethod
    def make_contacts(cls):
        cls.link = (
            cls.env["dunning.link"]
            .sudo()
            ._get_link(cls.debtor, cls.debtor, cls.company)
        )
        cls.call = (
            cls.env["dunning.call"]
            .sudo()
            .create(
                {
                    "action_id": cls.action.id,
                    "partner_id": cls.debtor.id,
                    "company_id": cls.company.id,
                    "user_id": cls.owner.id,
                    "day": TODAY,
                    "currency_id": cls.company.currency_id.id,
                    "note": "Debiteur Secret said so",
                }
            )
        )
        cls.env["dunning.throttle"].sudo()._count("wrong", "203.0.113.7", 15)

    @classmethod
    def make_holds(cls):
        cls.hold = cls.env["dunning.hold"].create({"move_id": cls.moves[1].id})

    @classmethod
    def make_commitments(cls):
        cls.promise = cls.env["dunning.promise"].create(
            {"move_ids": cls.moves[1].ids, "date": days(5)}
        )
        cls.dispute = cls.env["dunning.dispute"].create(
            {
                "move_id": cls.moves[2].id,
                "document_ids": [Command.create({"name": "Delivery note"})],
            }
        )
        cls.plan = cls.env["dunning.payment.plan"].create(
            {
                "move_ids": cls.moves[3].ids,
                "date_first": days(5),
                "company_id": cls.company.id,
            }
        )
        cls.plan.action_compute()
        cls.env["dunning.fee"]._waive(cls.move, ["interest"], "Test", TODAY, True)
        cls.fee = cls.move.dunning_fee_ids

    @classmethod
    def make_letters(cls):
        cls.posting = (
            cls.env["dunning.posting"]
            .sudo()
            .create({"date": TODAY, "company_id": cls.company.id})
        )
        cls.letter = (
            cls.env["dunning.letter"]
            .sudo()
            .create(
                {
                    "name": "REL-000001",
                    "action_id": cls.action.id,
                    "posting_id": cls.posting.id,
                    "partner_id": cls.debtor.id,
                    "company_id": cls.company.id,
                    "currency_id": cls.company.currency_id.id,
                    "amount": 98765.43,
                }
            )
        )

    @classmethod
    def make_nights(cls):
        """What the night works out."""
        root = cls.company
        cls.env["dunning.behaviour"].sudo().with_company(root)._night(root, TODAY)
        cls.env["dunning.night"].sudo().create({"company_id": root.id, "date": TODAY})
        cls.env["dunning.work"].sudo().create(
            {
                "company_id": root.id,
                "partner_id": cls.debtor.id,
                "kind_id": cls.env["dunning.work.kind"].search([], limit=1).id,
            }
        )

    @classmethod
    def make_settings(cls):
        cls.experiment = cls.env["dunning.experiment"].create(
            {
                "name": "Two texts",
                "company_id": cls.company.id,
                "step_id": cls.scenario.step_ids[0].id,
                "template_b_id": cls.env.ref(
                    "relance_avancee.mail_template_pre_due"
                ).id,
            }
        )

    @classmethod
    def get_dialogs(cls):
        """Values of one record of every transient model."""
        company, step = cls.company.id, cls.scenario.step_ids[0]
        return {
            "dunning.call.sheet": {
                "partner_id": cls.debtor.id,
                "company_id": company,
                "action_id": cls.action.id,
            },
            "dunning.coming": {"partner_id": cls.debtor.id, "company_id": company},
            "dunning.dispute.close": {
                "dispute_id": cls.dispute.id,
                "kind": "message",
                "body": "Debiteur Secret",
            },
            "dunning.dry.run": {"scenario_id": cls.scenario.id, "company_id": company},
            "dunning.fee.waive": {"move_id": cls.move.id, "reason": "Test"},
            "dunning.go.live": {
                "company_id": company,
                "scenario_id": cls.scenario.id,
                "sender": "compta@vendeur.example.com",
                "test_email": "essai@vendeur.example.com",
            },
            "dunning.go.live.line": {"partner_id": cls.debtor.id, "amount": 98765.43},
            "dunning.posting.undo": {
                "posting_id": cls.posting.id,
                "reason": "Debiteur Secret",
            },
            "dunning.preview": {"action_id": cls.action.id, "body": "Debiteur Secret"},
            "dunning.promise.correct": {
                "promise_id": cls.promise.id,
                "state": "kept",
                "reason": "Debiteur Secret",
            },
            "dunning.send": {
                "partner_id": cls.debtor.id,
                "company_id": company,
                "scenario_id": cls.scenario.id,
                "step_id": step.id,
            },
            "dunning.why": {
                "move_ids": [Command.set(cls.move.ids)],
                "company_id": company,
                "day": TODAY,
            },
        }

    @classmethod
    def make_dialogs(cls):
        cls.dialogs = {}
        for model, values in cls.get_dialogs().items():
            if model == "dunning.go.live.line":
                # the lines of the dialog itself are worked out when it is written
                cls.env.flush_all()
                values["wizard_id"] = cls.dialogs["dunning.go.live"].id
            cls.dialogs[model] = cls.env[model].with_user(cls.owner).create(values)

    # === WHAT HAPPENED ===

    def count_writes(self):
        """Rows written in this transaction so far, to any table, even if undone."""
        # what the fixture left for the commit too: the first savepoint would write it
        self.env.cr.flush()
        [(count,)] = self.env.execute_query(
            SQL(
                "SELECT SUM(n_tup_ins + n_tup_upd + n_tup_del)"
                " FROM pg_stat_xact_user_tables"
            )
        )
        return int(count)

    def get_secret_record(self, model):
        """A record of the company, to be asked for by its number."""
        found = {
            "account.move": self.move,
            "account.move.line": self.line,
            "account.partial.reconcile": self.partial[:1],
            "account.journal": self.move.journal_id,
            "dunning.action": self.action,
            "res.company": self.company,
            "res.partner": self.debtor,
            "res.users": self.owner,
        } | self.dialogs
        if model in found:
            return found[model]
        records = self.env[model].sudo().with_context(active_test=False)
        if records._abstract:
            return records.browse(1)
        for field in ("company_id", "partner_id", "scenario_id", "plan_id"):
            if field in records._fields and records._fields[field].store:
                wanted = {
                    "company_id": self.company,
                    "partner_id": self.debtor,
                    "scenario_id": self.scenario,
                    "plan_id": self.plan,
                }[field]
                records = records.search([(field, "=", wanted.id)], limit=1)
                if records:
                    return records
                records = self.env[model].sudo()
        return records.search([], limit=1, order="id desc")
