from stdnum.fr import siren, siret

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, email_normalize, formataddr, formatLang

from ...const import MODES
from ...core.figures import risk
from ...core.figures.priority import DEFAULT_WEIGHTS
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
    "dunning_max_rows",
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

LETTER_SETTINGS = (
    "dunning_legal_form",
    "dunning_share_capital",
    "dunning_registry_city",
    "dunning_letter_signatory",
    "dunning_receipt_days",
)

RISK_SETTINGS = (
    "dunning_risk_b",
    "dunning_risk_c",
    "dunning_risk_d",
    "dunning_risk_alert_points",
)

PAGE_SETTINGS = (
    "dunning_link_days",
    "dunning_page_pay",
    "dunning_page_minimum",
    "dunning_page_promise",
    "dunning_page_plan",
    "dunning_page_dispute",
    "dunning_page_paid",
    "dunning_page_contact",
    "dunning_page_cause",
    "dunning_page_answers",
    "dunning_page_files",
    "dunning_page_file_size",
)

WEIGHT_FIELDS = {code: f"dunning_weight_{code}" for code in DEFAULT_WEIGHTS}

PROMISES_SETTINGS = (
    "dunning_promise_max_open",
    "dunning_promise_max_failed",
    "dunning_promise_sooner",
)

PLAN_SETTINGS = (
    "dunning_plan_max_days",
    "dunning_plan_min_amount",
    "dunning_plan_approval_amount",
    "dunning_plan_first_days",
    "dunning_plan_answer_days",
    "dunning_plan_approver_id",
    "dunning_plan_scenario_id",
    "dunning_plan_broken_notice",
)


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
    dunning_scenario_id = fields.Many2one(
        "dunning.scenario", "Default scenario", domain=[("is_plan", "=", False)]
    )
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
    dunning_max_rows = fields.Integer(
        "Invoices listed at most",
        default=40,
        help="A message lists that many, then their sum; the others are in the attached "
        "statement and on the customer's page.",
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
        return [
            *super()._get_company_root_delegated_field_names(),
            *SETTINGS,
            *LETTER_SETTINGS,
            *RISK_SETTINGS,
            *PAGE_SETTINGS,
            *PROMISES_SETTINGS,
            *PLAN_SETTINGS,
        ]

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
        if self.env.su and self.env.context.get("dunning_handing_down"):
            return None
        return super()._check_root_delegated_fields()

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

    # === LETTERS ===
    # What letters say of the creditor: the law's mentions, and the company's own words.

    dunning_legal_form = fields.Char("Legal form", help="For instance SAS, SARL, SA.")
    dunning_share_capital = fields.Monetary("Share capital")
    dunning_registry_city = fields.Char(
        "Trade register of", help="Town of the registry (RCS in France)."
    )
    dunning_letter_signatory = fields.Char(
        "Letters signed by", help="Name and function; empty: the collector."
    )
    dunning_letter_signature = fields.Image(
        "Signature", max_width=600, max_height=300, help="Printed above the name."
    )
    dunning_letter_disclaimer = fields.Text(
        "Legal mentions of letters",
        translate=True,
        help="Printed at the end of every letter, in small type.",
    )
    dunning_mediator = fields.Text(
        "Consumer mediator",
        translate=True,
        help="Name and address, printed on letters to consumers"
        " (art. L612-1 of the French Code de la consommation).",
    )
    dunning_receipt_days = fields.Integer(
        "Receipt expected within (days)",
        default=21,
        help="A registered letter of which nothing came back by then becomes a task.",
    )

    def _get_dunning_siren(self):
        """The French company number, nine digits, or an empty string."""
        self.ensure_one()
        registry = "".join(filter(str.isdigit, self.company_registry or ""))
        if siret.is_valid(registry):
            return registry[:9]
        if siren.is_valid(registry):
            return registry
        vat = (self.vat or "").replace(" ", "")
        return vat[4:] if vat.startswith("FR") and siren.is_valid(vat[4:]) else ""

    def _get_dunning_identity(self):
        """Mentions every business letter carries (art. R123-237 and 238 C. com.).

        Form and capital, register and number, VAT number: what is known of them. A
        module for another country extends this.

        :return: list of short texts, in the language of the environment
        """
        self.ensure_one()
        number = self._get_dunning_siren()
        if number:
            number = f"{number[:3]} {number[3:6]} {number[6:]}"
        return [
            mention
            for mention in (
                self._get_dunning_form(),
                self._get_dunning_register(number or self.company_registry),
                self.vat and self.env._("VAT %(number)s", number=self.vat),
            )
            if mention
        ]

    def _get_dunning_form(self):
        capital = self.dunning_share_capital
        if not capital:
            return self.dunning_legal_form
        amount = formatLang(
            self.env,
            capital,
            digits=0 if capital == int(capital) else 2,
            currency_obj=None,
        )
        return self.env._(
            "%(form)s with a share capital of %(amount)s",
            form=self.dunning_legal_form or self.env._("Company"),
            amount=f"{amount} {self.currency_id.symbol}",
        )

    def _get_dunning_register(self, number):
        if not number:
            return ""
        if not self.dunning_registry_city:
            return self.env._("Company number %(number)s", number=number)
        return self.env._(
            "Trade register of %(city)s %(number)s",
            city=self.dunning_registry_city,
            number=number,
        )

    # === RISK ===

    dunning_risk_b = fields.Integer("Class B from", default=risk.LIMITS[0])
    dunning_risk_c = fields.Integer("Class C from", default=risk.LIMITS[1])
    dunning_risk_d = fields.Integer("Class D from", default=risk.LIMITS[2])
    dunning_risk_alert_points = fields.Integer(
        "Sudden worsening from (points)",
        default=20,
        help="The collector is told when a customer's score is that much above its best "
        "of the last three months. 0: never.",
    )

    @api.constrains("dunning_risk_b", "dunning_risk_c", "dunning_risk_d")
    def _check_dunning_risk_limits(self):
        for company in self:
            limits = company._get_dunning_risk_limits()
            if list(limits) != sorted(set(limits)) or limits[0] < 0:
                raise ValidationError(
                    self.env._("The limits of classes B, C and D must go up.")
                )

    def _get_dunning_risk_limits(self):
        """Scores from which a customer is B, C and D."""
        self.ensure_one()
        root = self.root_id
        return (
            root.dunning_risk_b or 0,
            root.dunning_risk_c or 0,
            root.dunning_risk_d or 0,
        )

    # === THE CUSTOMER'S PAGE ===
    # What customers may do on their own page.

    dunning_link_days = fields.Integer(
        "Links work for (days)", default=180, help="From the last message sent."
    )
    dunning_page_pay = fields.Boolean("Pay online", default=True)
    dunning_page_minimum = fields.Monetary(
        "Smallest payment", default=1.0, help="The last of a debt may always be paid."
    )
    dunning_page_promise = fields.Boolean("Promise a date", default=True)
    dunning_page_plan = fields.Boolean("Ask for instalments", default=True)
    dunning_page_dispute = fields.Boolean("Dispute an invoice", default=True)
    dunning_page_paid = fields.Boolean("Say that it is paid", default=True)
    dunning_page_contact = fields.Boolean("Name another contact", default=True)
    dunning_page_cause = fields.Boolean("Say why it is late", default=True)
    dunning_page_answers = fields.Integer("Answers a day at most", default=10)
    dunning_page_files = fields.Integer("Files at most", default=5)
    dunning_page_file_size = fields.Integer("Size of a file at most (MB)", default=5)

    @api.constrains("dunning_link_days", "dunning_page_file_size")
    def _check_dunning_page(self):
        for company in self:
            if company.dunning_link_days < 1:
                raise ValidationError(
                    self.env._("A customer's link works for one day at least.")
                )
            # the page refuses requests beyond what these limits need together
            if not 1 <= company.dunning_page_file_size <= 20:
                raise ValidationError(
                    self.env._("A file of a customer has from 1 to 20 MB.")
                )

    # === WORK LIST ===
    # Weights of the collectors' priorities.

    dunning_weight_amount = fields.Integer(
        "Weight of the overdue amount", default=DEFAULT_WEIGHTS["amount"]
    )
    dunning_weight_delay = fields.Integer(
        "Weight of the delay", default=DEFAULT_WEIGHTS["delay"]
    )
    dunning_weight_risk = fields.Integer(
        "Weight of the risk class", default=DEFAULT_WEIGHTS["risk"]
    )
    dunning_weight_promise = fields.Integer(
        "Weight of a broken promise", default=DEFAULT_WEIGHTS["promise"]
    )
    dunning_weight_limitation = fields.Integer(
        "Weight of a time bar coming near", default=DEFAULT_WEIGHTS["limitation"]
    )
    dunning_weight_silence = fields.Integer(
        "Weight of a long silence", default=DEFAULT_WEIGHTS["silence"]
    )

    _dunning_weights_in_range = models.Constraint(
        "CHECK(LEAST(dunning_weight_amount, dunning_weight_delay, dunning_weight_risk,"
        " dunning_weight_promise, dunning_weight_limitation, dunning_weight_silence) >= 0"
        " AND GREATEST(dunning_weight_amount, dunning_weight_delay, dunning_weight_risk,"
        " dunning_weight_promise, dunning_weight_limitation, dunning_weight_silence)"
        " <= 100)",
        "A weight goes from 0 to 100.",
    )

    def _get_dunning_weights(self):
        """Weights by code, as ``core.priority`` wants them."""
        return {code: self[name] for code, name in WEIGHT_FIELDS.items()}

    # === PROMISES ===

    dunning_promise_max_open = fields.Integer(
        "Promises under way at most",
        default=3,
        help="By customer; 0: no limit. A dunning manager may accept more.",
    )
    dunning_promise_max_failed = fields.Integer(
        "Promises broken or put off at most",
        default=3,
        help="By customer, over twelve months; 0: no limit. A dunning manager may accept "
        "more.",
    )
    dunning_promise_sooner = fields.Boolean(
        "Next step at once after a broken promise",
        help="The next step leaves on the first working day the minimum gap allows, "
        "without waiting for its date.",
    )

    @api.constrains(
        "dunning_promise_max_open",
        "dunning_promise_max_failed",
        "dunning_promise_max_days",
        "dunning_promise_grace_days",
    )
    def _check_promise_limits(self):
        for company in self:
            if (
                min(
                    company.dunning_promise_max_open,
                    company.dunning_promise_max_failed,
                    company.dunning_promise_max_days,
                    company.dunning_promise_grace_days,
                )
                < 0
            ):
                raise ValidationError(
                    self.env._("Limits of promises cannot be negative; 0 is no limit.")
                )

    # === PAYMENT PLANS ===
    # What a company grants in payment plans.

    dunning_plan_max_days = fields.Integer(
        "A plan lasts at most (days)", default=365, help="0: no limit."
    )
    dunning_plan_min_amount = fields.Monetary(
        "An instalment is of at least", default=20.0, help="0: no limit."
    )
    dunning_plan_approval_amount = fields.Monetary(
        "Plans approved from",
        help="Beyond this amount a dunning manager approves; 0: no limit.",
    )
    dunning_plan_first_days = fields.Integer(
        "First payment within (days)", default=30, help="0: no limit."
    )
    dunning_plan_answer_days = fields.Integer("Days to accept a plan", default=10)
    dunning_plan_approver_id = fields.Many2one(
        "res.users",
        "Plans approved by",
        help="Told of plans beyond the limits; every dunning manager may approve.",
    )
    dunning_plan_scenario_id = fields.Many2one(
        "dunning.scenario",
        "Reminders of instalments",
        domain=[("is_plan", "=", True)],
        help="Empty: the one provided.",
    )
    dunning_plan_broken_notice = fields.Boolean(
        "Formal notice next after a broken plan", default=True
    )

    @api.constrains(
        *(name for name in PLAN_SETTINGS if name.endswith(("days", "amount")))
    )
    def _check_dunning_plan(self):
        for company in self:
            if any(
                company[name] < 0
                for name in PLAN_SETTINGS
                if name.endswith(("days", "amount"))
            ):
                raise ValidationError(
                    self.env._("The limits of payment plans cannot be negative.")
                )

    def _get_dunning_plan_scenario(self):
        """The scenario of instalments; empty when it was archived: none is reminded."""
        self.ensure_one()
        provided = self.env.ref(
            "relance_avancee.dunning_scenario_plan", raise_if_not_found=False
        )
        scenario = self.dunning_plan_scenario_id or provided
        return scenario or self.env["dunning.scenario"]
