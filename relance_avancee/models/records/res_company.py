from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, email_normalize, formataddr

from ...const import MODES
from .account_move import READERS

FIRST_BATCH = 20
SETTINGS = (
    "dunning_mode",
    "dunning_test_email",
    "dunning_test_phone",
    "dunning_quiet_from",
    "dunning_quiet_to",
    "dunning_email",
    "dunning_scenario_id",
    "dunning_user_id",
    "dunning_payment_imputation",
    "dunning_contractual_rate",
    "dunning_law_country_id",
    "dunning_in_flight_days",
    "dunning_promise_grace_days",
    "dunning_promise_max_days",
    "dunning_plan_max_lines",
    "dunning_plan_break_days",
    "dunning_max_files",
    "dunning_max_size",
    "dunning_hold_on_reply",
    "dunning_waiting_days",
    "dunning_thank_you",
    "dunning_interest_product_id",
    "dunning_fixed_fee_product_id",
)
# PCG in force since 1 January 2025: income of late payment, indemnities received. Codes
# of other charts: the account of the product, or of the sale journal.
FEE_ACCOUNTS = {"FR": {"interest": "7631", "fixed": "7581"}}

SETTINGS_READERS = f"{READERS},base.group_system,base.group_erp_manager"


class ResCompany(models.Model):
    _inherit = "res.company"

    dunning_mode = fields.Selection(
        MODES, "Dunning mode", default="simulation", required=True
    )
    dunning_test_email = fields.Char("Test address")
    dunning_test_phone = fields.Char(
        "Test number",
        help="Receives the SMS of the test mode; empty: they are held back.",
    )
    dunning_quiet_from = fields.Float("No SMS from", default=20.0)
    dunning_quiet_to = fields.Float("No SMS until", default=8.0)
    dunning_email = fields.Char(
        "Sender of reminders", help="Empty: the e-mail address of the company."
    )
    dunning_scenario_id = fields.Many2one("dunning.scenario", "Default scenario")
    dunning_user_id = fields.Many2one("res.users", "Default collector")
    dunning_payment_imputation = fields.Selection(
        [("principal", "Principal first"), ("interest", "Interest first")],
        "Partial payments pay",
        default="principal",
        required=True,
    )
    dunning_contractual_rate = fields.Float(
        "Contractual rate (% a year)",
        digits=(7, 4),
        help="Rate of the general terms of sale; 0: the statutory rate.",
    )
    dunning_law_country_id = fields.Many2one(
        "res.country",
        "Law of late payments",
        help="Country whose law governs the contracts; empty: the company's.",
    )
    dunning_in_flight_days = fields.Integer(
        "Pending online payments count for (days)", default=15
    )
    dunning_promise_grace_days = fields.Integer(
        "Days of grace of a promise",
        default=3,
        help="A transfer takes a few days to reach the bank.",
    )
    dunning_promise_max_days = fields.Integer("Promise at most for (days)", default=60)
    dunning_plan_max_lines = fields.Integer("Instalments of a plan at most", default=12)
    dunning_plan_break_days = fields.Integer(
        "A plan is broken after (days late)", default=8
    )
    dunning_max_files = fields.Integer("Invoices attached at most", default=10)
    dunning_max_size = fields.Integer("Size of the files at most (MB)", default=8)
    dunning_hold_on_reply = fields.Boolean(
        "Suspend when the customer answers", default=True
    )
    dunning_waiting_days = fields.Integer(
        "A manager is told after (days)",
        default=5,
        help="Approvals not given and letters not posted; 0: nobody is told.",
    )
    dunning_thank_you = fields.Boolean("Thank for the payment")
    dunning_rate_warning = fields.Char(
        "Rate below the floor", compute="_compute_dunning_rate_warning"
    )
    dunning_interest_product_id = fields.Many2one(
        "product.product", "Product of the interest", help="Empty: the one provided."
    )
    dunning_fixed_fee_product_id = fields.Many2one(
        "product.product", "Product of the flat fee", help="Empty: the one provided."
    )
    dunning_interest_account_id = fields.Many2one(
        "account.account",
        "Account of the interest",
        check_company=True,
        domain="[('account_type', 'in', ('income', 'income_other'))]",
        help="Empty: 7631 in France, else the account of the product.",
    )
    dunning_fixed_fee_account_id = fields.Many2one(
        "account.account",
        "Account of the flat fee",
        check_company=True,
        domain="[('account_type', 'in', ('income', 'income_other'))]",
        help="Empty: 7581 in France, else the account of the product.",
    )

    def _has_field_access(self, field, operation):
        """How a company reminds is not for customers, nor for every employee.

        Here and not on each field: one added later is not forgotten, and who sets up
        the company without an accounting right reaches them in the settings.
        """
        allowed = super()._has_field_access(field, operation)
        if not allowed or self.env.su or not field.name.startswith("dunning_"):
            return allowed
        return self.env.user.has_groups(SETTINGS_READERS)

    def _get_company_root_delegated_field_names(self):
        """Branches are reminded as their head office is: one debtor, one policy."""
        return [*super()._get_company_root_delegated_field_names(), *SETTINGS]

    def write(self, vals):
        """Several shared settings at once reach the branches before they are compared.

        Core hands them down one by one and compares all of them each time, so that two
        settings changed together are refused on a company with branches.
        """
        shared = set(vals) & set(self._get_company_root_delegated_field_names())
        if len(shared) < 2 or self.env.context.get("dunning_handing_down"):
            return super().write(vals)
        result = super(ResCompany, self.with_context(dunning_handing_down=True)).write(
            vals
        )
        # sudo: as core, which compares branches nobody of here may see
        self.sudo().search(
            [("id", "child_of", self.ids)]
        )._check_root_delegated_fields()
        return result

    @api.constrains(
        lambda self: [*self._get_company_root_delegated_field_names(), "parent_id"]
    )
    def _check_root_delegated_fields(self):
        if not (self.env.su and self.env.context.get("dunning_handing_down")):
            super()._check_root_delegated_fields()

    def init(self):
        """Required columns keep their default in the database too.

        Odoo also makes companies while this module is not loaded: upgrades of other
        modules do, and so do Odoo's own tests.
        """
        result = super().init()
        for name, field in self._fields.items():
            if name.startswith("dunning_") and field.required and field.store:
                self.env.cr.execute(
                    SQL(
                        "ALTER TABLE res_company ALTER COLUMN %s SET DEFAULT %s",
                        SQL.identifier(name),
                        field.default(self),
                    )
                )
        return result

    @api.constrains("dunning_mode", "dunning_test_email", "dunning_email", "email")
    def _check_dunning_mode(self):
        for company in self.filtered(lambda company: not company.parent_id):
            if company.dunning_mode != "simulation" and (
                problem := company._get_dunning_problem()
            ):
                if company.dunning_mode == "test" or not company._get_dunning_sender():
                    raise UserError(problem)

    @api.depends("dunning_contractual_rate", "dunning_law_country_id", "country_id")
    @api.depends_context("lang")
    def _compute_dunning_rate_warning(self):
        late_fee = self.env["dunning.late.fee"]
        for company in self:
            company.dunning_rate_warning = late_fee._get_rate_warning(
                company, company.dunning_contractual_rate
            )

    def _get_dunning_fee_accounting(self, kind):
        """Product and account of a late fee (``interest`` or ``fixed``).

        :return: (product, account); an empty account leaves it to the product
        """
        self.ensure_one()
        name = "interest" if kind == "interest" else "fixed_fee"
        provided = "late_interest" if kind == "interest" else "flat_fee"
        product = self[f"dunning_{name}_product_id"] or self.env.ref(
            f"relance_avancee.product_{provided}", raise_if_not_found=False
        )
        account = self[f"dunning_{name}_account_id"]
        account = account or self.root_id[f"dunning_{name}_account_id"]
        if not account and not (product and product.property_account_income_id):
            account = self._find_dunning_fee_account(kind)
        return product or self.env["product.product"], account

    def _find_dunning_fee_account(self, kind):
        """The account of the country's chart for a late fee, if it has one."""
        Account = self.env["account.account"].with_company(self)
        code = FEE_ACCOUNTS.get(self.account_fiscal_country_id.code, {}).get(kind)
        if not code:
            return Account
        return Account.search(
            [
                *Account._check_company_domain(self),
                ("code", "=like", f"{code}%"),
            ],
            limit=1,
            order="code",
        )

    def _dunning_today(self):
        """The company's date today, in its own time zone."""
        self.ensure_one()
        tz = self.partner_id.tz or self.env.user.tz or "UTC"
        return fields.Date.context_today(self.with_context(tz=tz))

    def _dunning_place(self):
        """Where the company keeps its holidays (:func:`~core.calendars.place`)."""
        return self.partner_id._dunning_place(self)

    def _dunning_now(self):
        """This moment, in UTC: what quiet hours and calls are measured with."""
        return fields.Datetime.now()

    @api.constrains("dunning_quiet_from", "dunning_quiet_to")
    def _check_quiet_hours(self):
        for company in self:
            if not all(
                0 <= hour <= 24
                for hour in (company.dunning_quiet_from, company.dunning_quiet_to)
            ):
                raise ValidationError(
                    self.env._("Quiet hours are hours of the day, from 0:00 to 24:00.")
                )

    def _get_dunning_sender(self):
        """Formatted address reminders come from, or False."""
        self.ensure_one()
        address = email_normalize(self.dunning_email or self.email or "")
        # on one line: a name must not become a header of its own
        return address and formataddr((" ".join(self.name.split()), address))

    def _dunning_start(self, mode, scenario, sender, test_email):
        """Save the decisions of the guided start, plan, and send if the mode allows.

        :return: the list of today's actions
        """
        self.ensure_one()
        for label, address in (
            (self.env._("sender"), sender),
            (self.env._("test"), test_email),
        ):
            if not email_normalize(address or ""):
                raise UserError(
                    self.env._(
                        "The %(which)s address is not a valid e-mail address.",
                        which=label,
                    )
                )
        self.env["dunning.go.live"].check_access("create")
        self.check_access("read")
        # sudo: a dunning manager decides this without being able to edit the company
        self.sudo().write(
            {
                "dunning_scenario_id": scenario.id,
                "dunning_email": sender,
                "dunning_test_email": test_email,
                "dunning_user_id": (self.dunning_user_id or self.env.user).id,
                "dunning_mode": mode,
            }
        )
        Action = self.env["dunning.action"].with_company(self)
        Action._plan()
        if mode != "simulation":
            # a first batch at once, so that something is seen; the rest by the night job
            Action.search(
                Action._get_to_send_domain(self), limit=FIRST_BATCH
            )._process()
            # sudo: a dunning manager may start the job he has just switched on
            self.env.ref("relance_avancee.ir_cron_dunning").sudo()._trigger()
        return self.env["ir.actions.act_window"]._for_xml_id(
            "relance_avancee.dunning_action_action_today"
        )

    def _get_dunning_problem(self):
        """What keeps the company from sending, as a sentence; False if nothing does."""
        self.ensure_one()
        if not self._get_dunning_sender():
            return self.env._(
                "%(company)s has no sender address: complete it in the dunning settings.",
                company=self.name,
            )
        if self.dunning_mode == "test" and not email_normalize(
            self.dunning_test_email or ""
        ):
            return self.env._(
                "%(company)s is in test mode: give the address that receives everything.",
                company=self.name,
            )
        return False

    # === FIGURES ===

    def _dunning_kpis(self, date_from, date_to, by=None):
        """Figures of a period, from reconciliation dates; the definitions are in
        :mod:`~core.figures.figures`.

        :param by: ``company_id``, ``user_id`` (collector), ``scenario_id``,
            ``debtor_kind``, ``risk`` or ``month``: one dict by value, by first day for
            months
        :return: dict: dso, dso_count_back, average_days_late, dispute_length (days),
            late_rate, recovery_rate, promise_keep_rate, dispute_rate (0 to 1), cei (%),
            contacts_per_thousand (company currency collected), open and invoiced
            (company currency); None where nothing allows to compute
        """
        self.ensure_one()
        return self.env["dunning.figures"]._compute(self, date_from, date_to, by=by)

    def _dunning_aged_balance(self, as_of, ranges=(0, 30, 60, 90)):
        """Open receivables by days late as of any day, net of open credits."""
        self.ensure_one()
        # sudo: figures of the whole tree, whatever invoices the reader may open
        service = self.env["dunning.figures"].sudo()
        domain = service._get_domain(self.root_id)
        return service._read_aged_balance(domain, as_of, ranges)
