"""Every field of ours, every role, every door: who may read, find and write it."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from .common import DunningCommon

# What each role may read of ours.
ACCOUNTING, SETTINGS, SELLERS, ANYONE = "accounting", "settings", "sellers", "anyone"
ACCOUNTANTS = {"auditor", "biller", "collector", "manager", "other", "branch"}
MAY_READ = {
    ACCOUNTING: ACCOUNTANTS,
    SETTINGS: ACCOUNTANTS | {"admin"},
    SELLERS: ACCOUNTANTS | {"seller"},
}
# Who writes: the engine alone, or people (who may write the record and read the field).
ENGINE, HAND = "engine", "hand"
ROLES = {
    "portal": None,
    "plain": (),
    "auditor": ("account.group_account_readonly",),
    "biller": ("account.group_account_invoice", "base.group_partner_manager"),
    "collector": (
        "relance_avancee.relance_avancee_group_user",
        "base.group_partner_manager",
    ),
    "manager": ("relance_avancee.relance_avancee_group_manager",),
    "admin": ("base.group_system",),
    "other": ("relance_avancee.relance_avancee_group_manager",),
    "branch": ("relance_avancee.relance_avancee_group_manager",),
}
NUMBERS = ("integer", "float", "monetary")


class FieldsCommon(DunningCommon):
    """Doors of a field; add-ons with fields of their own give their table."""

    # who has the records of the tests on the screen, and must go on seeing our fields
    readers = ("auditor", "collector")
    # roles that another add-on knows
    more_roles = {}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.lang = "en_US"
        Company = cls.env["res.company"]
        cls.branch_company = Company.create(
            {"name": "Agence", "parent_id": cls.company.id}
        )
        cls.other_company = Company.create({"name": "Autre société"})
        roles = ROLES | cls.more_roles
        cls.users = {role: cls._make_role(role, roles[role]) for role in roles}
        cls.users["public"] = cls.env.ref("base.public_user")
        cls.invoice = cls.make_invoice(days_late=12, amount=1234.56)

    @classmethod
    def _make_role(cls, role, groups):
        if role == "portal":
            groups = "base.group_portal"
        else:
            groups = ",".join(("base.group_user", "base.group_allow_export", *groups))
        company = {"other": cls.other_company, "branch": cls.branch_company}.get(
            role, cls.company
        )
        return new_test_user(
            cls.env,
            f"role_{role}",
            groups=groups,
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    def ours(self, model):
        """Fields that modules of ours add to a model of somebody else's."""
        return {
            name: field
            for name, field in self.env[model]._fields.items()
            if not field.inherited
            and field._modules
            and field._modules[0].startswith("relance_avancee")
        }

    # === DOORS ===

    def doors(self, model, record, field):
        """(name, what a user does) for every way to learn the value of a field."""
        name = field.name
        value = (">", 0) if field.type in NUMBERS else ("!=", False)
        if field.type == "selection":
            # not empty is always true of a required one: nothing is asked then
            value = ("=", field.get_values(self.env)[0])
        yield "read", lambda Model: Model.browse(record.id).read([name])
        yield "export", lambda Model: Model.browse(record.id).export_data([name])
        yield "web", lambda Model: Model.browse(record.id).web_read({name: {}})
        if field._description_searchable:
            domain = [(name, *value)]
            yield "search", lambda Model: Model.search_count(domain)
            yield "not", lambda Model: Model.search_count(["!", *domain])
            yield (
                "any",
                lambda Model: Model.search_count(
                    [("create_uid.partner_id", "any", domain)]
                    if model == "res.partner"
                    else ["|", ("id", "=", 0), *domain]
                ),
            )
            if model == "res.partner":
                for path in (
                    "commercial_partner_id",
                    "parent_id",
                    "user_ids.partner_id",
                ):
                    yield (
                        path,
                        lambda Model, path=path: Model.search_count(
                            [(f"{path}.{name}", *value)]
                        ),
                    )
                yield "users", lambda Model: Model.env["res.users"].search_count(domain)
                yield (
                    "users' contacts",
                    lambda Model: Model.env["res.users"].search_count(
                        [(f"partner_id.{name}", *value)]
                    ),
                )
        if field._description_groupable and field.store and field.column_type:
            by = f"{name}:month" if field.type in ("date", "datetime") else name
            yield (
                "group",
                lambda Model: Model.formatted_read_group([], [by], ["__count"]),
            )
        if field._description_sortable and field.store and field.column_type:
            yield "sort", lambda Model: Model.search([], order=name, limit=1)
        if field.store and field.column_type:
            how = field.aggregator if field.type in NUMBERS else "count_distinct"
            yield (
                "sum",
                lambda Model: Model.formatted_read_group(
                    [], [], [f"{name}:{how or 'max'}"]
                ),
            )

    def try_door(self, role, model, door):
        """Whether the door opens for a role.

        A record that the role may not read closes it too: the doors that ask for no
        record in particular (search, group) are those that used to tell.
        """
        user = self.users[role]
        Model = self.env[model].with_user(user)
        Model = Model.with_context(allowed_company_ids=user.sudo().company_ids.ids)
        try:
            door(Model)
        except UserError:
            # no right on the field, on the record, or to export at all
            return False
        return True

    # === WHAT TESTS ASK ===

    def check_fields(self, model, record, table):
        """Every field of the model is in the table, and keeps what it says.

        :param table: {(who reads, who writes): names of fields}
        """
        wanted = {name: who for who, names in table.items() for name in names}
        fields = self.ours(model)
        self.assertEqual(
            set(fields),
            set(wanted),
            f"{model}: say in the table who may read and write a new field of ours",
        )
        told, written, shut = [], [], []
        for name, (readers, writers) in wanted.items():
            if readers != ANYONE:
                told += self._get_told(model, record, fields[name], MAY_READ[readers])
                shut += self._get_shut(model, record, fields[name], MAY_READ[readers])
            written += self._get_written(model, record, name, writers, readers)
        self.assertFalse(told, "these tell a field to who may not read it")
        self.assertFalse(shut, "these hide a field from who may read it")
        self.assertFalse(written, "these let somebody write what is not theirs")

    def _get_told(self, model, record, field, allowed):
        return [
            (model, field.name, door, role)
            for role in self.users
            if role not in allowed
            for door, act in self.doors(model, record, field)
            if self.try_door(role, model, act)
        ]

    def _get_shut(self, model, record, field, allowed):
        """Fields hidden from those who read them on their screens."""
        return [
            (model, field.name, door, role)
            for role in self.readers
            if role in allowed
            for door, act in self.doors(model, record, field)
            if door in ("read", "web", "search") and not self.try_door(role, model, act)
        ]

    def _get_written(self, model, record, name, writers, readers):
        found = []
        for role, user in self.users.items():
            Model = self.env[model].with_user(user)
            field = Model._fields[name]
            may = Model._has_field_access(field, "write")
            wanted = writers == HAND and (
                readers == ANYONE or role in MAY_READ[readers]
            )
            if may != wanted:
                found.append((model, name, role, "field", may))
            if not wanted and self._writes(record.with_user(user), name):
                found.append((model, name, role, "write"))
        return found

    def _writes(self, record, name):
        """Whether a user's write goes through, as by RPC."""
        try:
            with self.env.cr.savepoint():
                record.write({name: False})
        except AccessError:
            return False
        except Exception:
            # another reason than the right: it was let in
            return True
        return True
