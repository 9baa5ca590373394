"""The door of the customer's page; what it does is in the plain modules beside it."""

from odoo import api, models
from odoo.exceptions import UserError

from . import answers, debts, payments, story, transfers


class DunningPage(models.AbstractModel):
    """Door of ``dunning.link``: what its page shows, takes and answers.

    Controllers, templates and modules call or extend these methods. Records are read
    with superuser rights, because the reader is nobody in particular: every search
    starts from :meth:`_get_scope` or :meth:`_get_our_domain` and nothing else.

    A form of one's own: a kind more in :meth:`_get_answer_kinds`, a block in the template
    ``relance_avancee.page_answers``, and ``_answer_<kind>(form, files)`` which does what
    it must, tells the collector and returns the thanks. What it raises as ``UserError``
    is shown above the form, and nothing is kept.
    """

    _name = "dunning.page"
    _description = "Customer's page"

    def _prepare_page(self):
        """Values of ``relance_avancee.page``; a module adds a key and a block."""
        return debts.prepare_page(self)

    def _prepare_desk(self):
        """Whom to write to or ring: the collector, at the company."""
        return debts.prepare_desk(self)

    # === THE LEDGER ===

    def _get_scope(self):
        """Documents of this debtor at this company: what the link opens, no more."""
        return [
            ("company_id", "child_of", self.company_id.id),
            ("state", "=", "posted"),
            ("commercial_partner_id.commercial_partner_id", "=", self.debtor_id.id),
        ]

    def _get_open_items(self, sign):
        """Open receivable items: debts shown (1) or credits (-1), oldest first."""
        return debts.get_open_items(self, sign)

    def _get_dues(self):
        """Open debts with what is disputed and what is on its way, oldest first."""
        return debts.get_dues(self)

    # === WHAT IS SHOWN ===

    def _prepare_groups(self, dues):
        """Debts that can be paid together: same currency, same account."""
        return debts.prepare_groups(self, dues)

    # === WHAT WAS SAID, PAID AND SENT (story) ===

    def _get_our_domain(self):
        """Records of ours about this debtor at this company."""
        return [
            ("debtor_id", "=", self.debtor_id.id),
            ("company_id", "child_of", self.company_id.id),
        ]

    def _get_disputed_amounts(self, moves):
        """Disputed part by invoice id."""
        return story.get_disputed_amounts(self, moves)

    def _get_plan(self, plan_id):
        """One that was ever proposed to this debtor; empty when it is another's."""
        return story.get_plan(self, plan_id)

    def _get_plan_end(self, plan):
        """Where the plan is read and accepted, under the reader's page."""
        return story.get_plan_end(plan)

    def _prepare_plan_amount(self, plan):
        return story.prepare_plan_amount(self, plan)

    # === THE ACCOUNT ===

    @api.model
    def _get_debtor_companies(self, partner):
        """Companies that ever invoiced this debtor: those of which it may have a page."""
        return story.get_debtor_companies(self, partner)

    @api.model
    def _count_debts(self, partner):
        """Open invoices and balances of this debtor, whatever the company."""
        return story.count_debts(self, partner)

    def _get_invoice_file(self, move_id):
        """(name, content) of the PDF of one document; None when it is not this debtor's."""
        return story.get_invoice_file(self, move_id)

    # === MESSAGES ===

    def _prepare_messages(self):
        """What was sent to this customer, newest first."""
        return story.prepare_messages(self)

    # === BY BANK TRANSFER (transfers) ===

    def _get_transfer_amount(self, currency, dues, late):
        """(debts, amount): what is late, else what plans ask for, else everything."""
        return transfers.get_transfer_amount(self, currency, dues, late)

    def _get_transfer_code(self, item_id):
        """PNG of the SEPA code of one debt; None when there is none."""
        return transfers.get_transfer_code(self, item_id)

    # === PAYING ONLINE (payments) ===

    def _get_blocking(self, moves):
        """Payments that must come to an end before these invoices are paid again."""
        return payments.get_blocking(self, moves)

    # === THE BASKET ===

    def _make_code(self, item_ids, amount):
        return payments.make_code(item_ids, amount)

    def _choose(self, item_ids, amount_text=""):
        """The basket of what was ticked, and of the amount typed if there is one."""
        return payments.choose(self, item_ids, amount_text)

    def _read_basket(self, code):
        """What the code of a page says, against today's ledger."""
        return payments.read_basket(self, code)

    # === PAYING ===

    def _start_payment(self, code, shown=None):
        """The basket of a payment that begins now, alone on its invoices."""
        return payments.start_payment(self, code, shown)

    def _check_provider(self, basket, provider_id, method_id, token_id):
        """Nothing but what the page offered."""
        payments.check_provider(self, basket, provider_id, method_id, token_id)

    def _give_up_payment(self, code):
        """Forget payments begun on these invoices and not sent to the provider."""
        payments.give_up_payment(self, code)

    # === AFTER ===

    def _prepare_thanks(self, tx_id):
        """What became of a payment made here: (kind of notice, sentence), or nothing."""
        return payments.prepare_thanks(self, tx_id)

    def _payment_arrived(self, tx):
        """Money came in: told in the history, and to the collector when it is too much."""
        payments.payment_arrived(self, tx)

    def _prepare_checkout(self, basket):
        """The page where one pays: what the amount will be used for."""
        return payments.prepare_checkout(self, basket)

    # === ANSWERING (answers) ===

    def _get_answer_kinds(self):
        """Forms switched on by the company, in the order of the page."""
        company = self.company_id
        switches = {
            "promise": company.dunning_page_promise,
            "plan": company.dunning_page_plan,
            "dispute": company.dunning_page_dispute,
            "paid": company.dunning_page_paid,
            "contact": company.dunning_page_contact,
            "cause": company.dunning_page_cause,
        }
        return [kind for kind, is_on in switches.items() if is_on]

    def _get_answer_titles(self):
        """What the customer says with each form."""
        return answers.get_answer_titles(self)

    def _get_causes(self):
        """Reasons the customer may choose from; extended to narrow them down."""
        return answers.get_causes(self)

    def _answer(self, kind, form, files=()):
        """Take what the customer says.

        :param form: what was typed (werkzeug ``MultiDict``)
        :param files: uploads (werkzeug ``FileStorage``)
        :return: what the customer reads once it is done
        :raises UserError: why nothing was taken, for the customer to read
        """
        self.ensure_one()
        if kind not in self._get_answer_kinds():
            raise UserError(self.env._("This form is not available any more."))
        throttle = self.env["dunning.throttle"]
        count, wait = throttle._get_count_and_wait("answer", self.id)
        if count >= self.company_id.dunning_page_answers:
            raise answers.too_many(self, wait)
        thanks = getattr(self, f"_answer_{kind}")(form, files)
        throttle._count("answer", self.id, 24 * 60)
        return thanks

    def _count_answer_try(self):
        """One try more, counted before the work: what ends in an error counts too."""
        answers.count_answer_try(self)

    # === THE FORMS ===

    def _answer_promise(self, form, _files):
        """I will pay on…: a promise for each currency, which holds its debts."""
        return answers.answer_promise(self, form, _files)

    def _answer_dispute(self, form, files):
        """I dispute…: a dispute of the whole or a part, with its evidence."""
        return answers.answer_dispute(self, form, files)

    def _answer_plan(self, form, _files):
        """I would like to pay in instalments: a plan to look at, within the limits."""
        return answers.answer_plan(self, form, _files)

    def _simulate_plan(self, form):
        """Instalments of a plan as asked for, or why it cannot be."""
        return answers.simulate_plan(self, form)

    def _answer_paid(self, form, files):
        """This is already paid: reminders wait until somebody has looked for the money."""
        return answers.answer_paid(self, form, files)

    def _answer_contact(self, form, _files):
        """Not the right person: a proposal to the collector, the contact stays."""
        return answers.answer_contact(self, form, _files)

    def _answer_cause(self, form, _files):
        """Why it has not paid: worth a reply by e-mail."""
        return answers.answer_cause(self, form, _files)

    def _told(self, text, form, record=None, uploads=(), summary=None):
        """Log an answer where it belongs and tell the collector."""
        return answers.tell(self, text, form, record, uploads, summary)

    def _hold(self, note, moves=None):
        """Reminders of these invoices, or of all, wait until somebody has read this."""
        answers.hold_back(self, note, moves)
