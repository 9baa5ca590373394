"""What happens to waiting actions when the ledger or the date changes."""

from itertools import zip_longest
from operator import itemgetter

from odoo import api, fields, models

from ...const import LIVE_STATES, MAX_ATTEMPTS, PENDING_STATES
from ...isolation import each_apart, only_debtors, spread


class DunningRefresh(models.AbstractModel):
    """Mixin of ``dunning.action``: cancel, re-price, stop, thank, settle, retry."""

    _name = "dunning.refresh"
    _description = "Refresh of waiting actions"

    def _get_wave(self):
        """The actions themselves and those planned the same day for the same debtor.

        In the same company or its branches: others decide for themselves.

        They are one contact by several channels or in several currencies: none of
        them counts against another. A reminder by hand stands alone: it comes after
        what left the same day.
        """
        by_rule = self.filtered(lambda action: not action.is_manual)
        # sudo: messages of one wave, in every branch
        siblings = self.sudo().search(
            [
                ("debtor_id", "in", by_rule.debtor_id.ids),
                ("date_planned", "in", list(set(by_rule.mapped("date_planned")))),
                ("is_manual", "=", False),
                "|",
                ("state", "!=", "cancelled"),
                # what somebody took out of a wave says nothing about the rest of it
                ("reason_code", "=", "by_hand"),
            ]
        )
        waves = {action._get_wave_key() for action in by_rule}
        return self | siblings.filtered(lambda action: action._get_wave_key() in waves)

    def _get_wave_key(self):
        """What the actions of one wave share: debtor, company tree and day.

        A reminder by hand is alone in its wave.
        """
        self.ensure_one()
        root = self.company_id.root_id
        by_hand = self.id if self.is_manual else 0
        return self.debtor_id.id, root.id, self.date_planned, by_hand

    def _get_generations(self):
        """The waves of these actions: every debtor's oldest, then its second, and so on.

        :return: list of recordsets, in each one wave of a debtor at most
        """
        waves = {}
        for key, found in (
            self._get_wave().grouped(lambda action: action._get_wave_key()).items()
        ):
            waves.setdefault(key[:2], []).append((key[2:], found))
        ordered = [
            [found for _key, found in sorted(mine, key=itemgetter(0))]
            for mine in waves.values()
        ]
        return [
            self.browse().union(*filter(None, row)) for row in zip_longest(*ordered)
        ]

    def _follow_debtors(self):
        """What waits goes to whom the debts are owed by now, wherever they came from."""
        moved = self.filtered(lambda action: action.partner_id != action.debtor_id)
        for action in moved:
            action.partner_id = action.debtor_id

    @api.model
    def _refresh_debtors(self, company, partners, today=None):
        """Ask the rules again about everything that waits for these debtors."""
        root = company.root_id
        waiting = self.search(
            [
                ("company_id", "child_of", root.id),
                ("debtor_id", "in", partners.commercial_partner_id.ids),
                ("state", "in", PENDING_STATES),
            ]
        )
        self._refresh_actions(root, waiting, today)

    @api.model
    def _refresh_actions(self, root, waiting, today=None):
        """Cancel or re-price waiting actions in one go, whatever their number."""
        if waiting:
            planner = self.env["dunning.planner"].with_company(root)
            planner._redecide(root, waiting, today or root._dunning_today())

    def _claims_lowered(self):
        """Payments came in: cancel what claims nothing any more, re-price the rest.

        A message still in the mail queue is stopped: the next night decides again.
        """
        queued = self.filtered(lambda action: action.state == "done")
        stopped = queued._stop_queued_mail()
        waiting = self - queued
        for action in waiting:
            amount = sum(action.line_ids.mapped("amount"))
            if action.currency_id.compare_amounts(amount, action.amount):
                action.amount = amount
        over = waiting.filtered(
            lambda action: action.currency_id.is_zero(
                sum(
                    action.line_ids.mapped(
                        "residual" if action.is_reconcile else "amount"
                    )
                )
            )
        )
        stopped._stop_in_groups()
        # what only waited never gave a level: no need to look for it again
        fields = self.env["account.move"]._fields
        levels = [fields["dunning_step_id"], fields["dunning_last_date"]]
        with self.env.protecting(levels, over.line_ids.move_id):
            over._stop_in_groups()

    def _stop_in_groups(self):
        """Cancel by reason: this runs inside every reconciliation, whatever its size."""
        for reason, actions in self.grouped(
            lambda action: action._get_stop_reason()
        ).items():
            # the server's day: a reconciliation reads no more than it must
            actions._set_cancelled(reason, today=fields.Date.today())

    def _get_stop_reason(self):
        """What became of the debts: taken back, lowered, credited or paid."""
        self.ensure_one()
        # plain loops: they keep the batch, a filtered recordset is read on its own
        lines = [line for line in self.line_ids if line.step_id] or self.line_ids
        moves = [line.move_id for line in lines if line.move_id]
        if any(move.state != "posted" for move in moves):
            return "not_posted"
        if not self.currency_id.is_zero(sum(line.amount for line in lines)):
            return "repriced"
        if moves and all(move.payment_state == "reversed" for move in moves):
            return "reversed"
        return "paid"

    def _stop_queued_mail(self):
        """Cancel messages that have not left; those being sent right now are too late."""
        # sudo: the mail queue is the system's
        mails = self.sudo()._get_mails().filtered(lambda mail: mail.state == "outgoing")
        stopped = mails.try_lock_for_update() if mails else mails
        stopped.with_context(dunning_stopping=True).cancel()
        # sudo: the mail queue is the system's
        found = self.filtered(lambda action: action.sudo()._get_mails() & stopped)
        actions = found._without_others_reached(stopped)
        # one reader has it already: what was said was said
        (found - actions)._mail_left(stopped)
        actions.write({"delivery_state": False, "date_done": False})
        return actions | self._stop_queued_sms()

    @api.model
    def _thank(self, moves):
        """A word of thanks for reminded invoices now paid, if the company wishes."""
        for root, paid in moves.grouped(lambda move: move.company_id.root_id).items():
            if not root.dunning_thank_you or root.dunning_mode == "simulation":
                continue
            sent = self.search(
                [
                    ("line_ids.move_id", "in", paid.ids),
                    ("state", "=", "done"),
                    ("channel", "=", "email"),
                    # what still waits to leave is stopped instead
                    ("delivery_state", "in", ("sent", "answered")),
                    ("is_thanked", "=", False),
                ]
            ).filtered(
                lambda action: all(
                    line.line_id.reconciled and not line.is_former
                    for line in action.claimed_line_ids
                    if line.line_id
                )
            )
            by_debtor = sent.grouped("debtor_id")
            spread(
                self.env,
                by_debtor,
                lambda partners: self._thank_debtors(
                    [by_debtor[partner] for partner in partners]  # noqa: B023
                ),
                lambda partner, error: by_debtor[partner]._thanks_failed(error),  # noqa: B023
            )

    def _thank_debtors(self, found):
        """:param found: the actions of each debtor to thank, once"""
        for actions in found:
            actions[:1]._send_thanks()
            actions.is_thanked = True

    def _thanks_failed(self, error):
        """The payment counts all the same; who follows the customer reads why."""
        self.is_thanked = True
        self[:1].message_post(
            body=self.env["dunning.explanation"]._error_text(error),
            subtype_xmlid="mail.mt_note",
        )

    @api.model
    def _settle(self, root, today):
        """What the date alone changes, before planning.

        Extended by promises, plans and anything else with a date of its own.
        """
        each_apart(
            self.env,
            self._get_settled(root, today),
            lambda model, method, args: getattr(model, method)(root, *args),
            lambda piece, error: self._settle_by_debtor(root, *piece, error),
        )

    @api.model
    def _get_settled(self, root, today):
        """What the date alone changes: (records, name of their method, its arguments).

        Each method takes the root company first; one that fails costs the others nothing,
        and a debtor that makes it fail costs only itself. Extended by parts of the action.
        """
        # sudo: whoever plans, every promise of the company is looked at
        settled = [
            (self.env[model].sudo(), "_settle", (today,))
            for model in (
                "dunning.promise",
                "dunning.dispute",
                "dunning.payment.plan",
                "dunning.late.fee",
            )
        ]
        return [*settled, (self, "_close_outdated", ()), (self, "_retry_failed", ())]

    def _settle_by_debtor(self, root, model, method, args, error):
        """The same, debtor by debtor, to find the one that fails."""
        planner = self.env["dunning.planner"]
        if "partner_id" not in model._fields:
            planner._tell_trouble(root, root.partner_id, error)
            return
        partners = model.search([("company_id", "child_of", root.id)]).partner_id
        spread(
            self.env,
            partners,
            lambda some: getattr(
                model.with_context(dunning_debtor_ids=[one.id for one in some]), method
            )(root, *args),
            lambda partner, fault: planner._tell_trouble(root, partner, fault),
        )

    def _retry_failed(self, root):
        """Give failed actions another chance when it may help.

        A text or a mail server may have been mended since; a missing address is
        retried once the customer has another one, and who never answers is not rung
        for ever.
        """
        failed = self.search(
            [
                ("company_id", "child_of", root.id),
                ("state", "=", "failed"),
                ("attempts", "<", MAX_ATTEMPTS),
                ("failure", "!=", "no_answer"),
                # another channel has taken over: the debtor gets one of the two
                ("fallback_ids", "not any", [("state", "in", LIVE_STATES)]),
                *only_debtors(self.env),
            ]
        )
        retry = failed.filtered(lambda action: action.failure != "address")
        retry |= (failed - retry)._filter_reachable(root)
        if retry:
            retry._retry()

    def _filter_reachable(self, root):
        """Those whose debtor can now be reached by the action's channel.

        Not by an address that was just refused, nor where the debtor refuses to be.
        """
        if not self:
            return self
        self.env.flush_all()
        ledger = self.env["dunning.ledger"]
        contacts = ledger._read_contacts(
            ledger._get_scope(root, self.debtor_id.ids), self.debtor_id.ids
        )
        return self.filtered(
            lambda action: action._has_new_address(
                contacts.get((action.debtor_id.id, action.channel)), root
            )
        )

    def _has_new_address(self, contact_id, root):
        """Whether it makes sense to try this channel again with that contact."""
        self.ensure_one()
        partner = self.debtor_id.with_company(root)
        use = self.env["dunning.channel"]._get_registry()[self.channel].use_field
        if not contact_id or (use and partner[use] == "forbidden"):
            return False
        contact = self.env["res.partner"].browse(contact_id)
        return not (
            self.channel == "email"
            and self.delivery_state == "refused"
            and self.email_to == contact.email_normalized
        )
