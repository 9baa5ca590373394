"""What dunning already did, and what suspends it, as the rules need it."""

from datetime import timedelta

from odoo import models
from odoo.tools import SQL

from ..const import MAX_ATTEMPTS
from ..core.channels import WEEK
from ..core.values import (
    CONTACT_CHANNELS,
    NO_PAST,
    WRITTEN_CHANNELS,
    Hold,
)


class DunningHistory(models.AbstractModel):
    """Mixin of ``dunning.ledger``: our own tables, read in bulk."""

    _name = "dunning.history"
    _description = "History of dunning as the rules read it"

    def _counts_tests(self, root):
        """Whether what went to the test address counts: only while testing.

        Going live shows what would leave then: the customer has received nothing yet.
        """
        return root.dunning_mode == "test" and not self.env.context.get("dunning_live")

    def _read_past(self, scope, root, steps, debts, ignore_action_ids):
        """History of every open debt.

        Steps sent in test mode count only while the company is in test mode: they
        never reached the debtor. What failed is given up when its address is of no use,
        nobody answers, or it could not be handed over too often; the rest waits: a text
        to correct or a setting to complete is no reason to reach everybody some other
        way.

        :return: history by debt id, and the failed action by (debt id, step id)
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT COALESCE(line.line_id, -line.plan_line_id), line.move_id,
                       line.step_id, line.state,
                       line.channel, action.id,
                       action.failure IN ('address', 'no_answer')
                       OR (action.failure = 'transport' AND action.attempts >= %s),
                       CASE WHEN action.attempts > 0 THEN action.date_planned END
                  FROM dunning_action_line line
                  JOIN dunning_action action ON action.id = line.action_id
             LEFT JOIN dunning_payment_plan plan ON plan.id = action.plan_id
                 WHERE action.company_id IN %s
                   AND (plan.id IS NULL OR plan.state = 'active')
                   AND line.step_id = ANY(%s)
                   AND (line.state IN ('planned', 'to_approve', 'done', 'failed')
                        OR (line.state = 'cancelled' AND action.reason_code = 'by_hand'
                            AND action.is_manual IS NOT TRUE))
                   AND NOT EXISTS (SELECT 1 FROM account_move_line aml
                                    WHERE aml.id = line.line_id AND aml.reconciled)
                   AND (line.is_test IS NOT TRUE OR %s)
                   AND line.action_id NOT IN %s
                   AND %s
                """,
                MAX_ATTEMPTS,
                scope["companies"],
                # no foreign key keeps a step: one that is gone is nobody's level
                list(steps),
                self._counts_tests(root),
                tuple(ignore_action_ids) or (0,),
                self._only(scope, SQL("action.partner_id")),
            )
        )
        # a line of the ledger re-created by a reset to draft keeps its invoice's history
        by_move = {}
        if any(row[0] is None for row in rows):
            for debt in (debt for found in debts.values() for debt in found):
                by_move.setdefault(debt.move_id, []).append(debt.id)
        # most debts have the same short past: it is made once
        past, first, failures = {}, {}, {}
        for line_id, move_id, step_id, state, *failure in rows:
            for debt_id in (line_id,) if line_id else by_move.get(move_id, ()):
                known, step = past.get(debt_id), steps[step_id]
                if state == "failed":
                    failures[debt_id, step_id] = failure[1]
                    past[debt_id] = self._add_failure(known or NO_PAST, step, *failure)
                    continue
                if known:
                    past[debt_id] = self._add_to_past(known, step, state)
                    continue
                key = step_id, state
                if key not in first:
                    first[key] = self._add_to_past(NO_PAST, step, state)
                past[debt_id] = first[key]
        return past, failures

    def _add_failure(self, past, step, channel, _action_id, given_up, tried):
        if not given_up:
            return past._replace(failed=past.failed | {step.id})
        return past._replace(
            given_up=past.given_up | {(step.id, channel)},
            tried=max(filter(None, (past.tried, tried)), default=None),
        )

    def _add_to_past(self, past, step, state):
        if state == "cancelled":
            return past._replace(skipped=past.skipped | {step.id})
        if state != "done":
            return past._replace(pending=past.pending | {step.id})
        done = (*past.done, step.id)
        if past.reached is None or step.place > past.reached.place:
            return past._replace(reached=step, done=done)
        return past._replace(done=done)

    def _read_activity(self, scope, root, today, scenarios, ignore_action_ids):
        """Last contact, whether a written one waits, tasks to match, by debtor.

        Contacts older than the longest gap change nothing and are not read, so that
        years of history cost nothing.
        """
        longest = max((s.min_gap_days for s in scenarios.values()), default=0)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner_id,
                       MAX(date_done) FILTER (WHERE state = 'done'),
                       COALESCE(BOOL_OR(channel IN %s AND is_escalated IS NOT TRUE)
                                FILTER (WHERE state != 'done'), FALSE),
                       ARRAY_AGG(currency_id) FILTER (WHERE is_reconcile AND state != 'done')
                  FROM dunning_action
                 WHERE company_id IN %s
                   AND (state IN ('planned', 'to_approve')
                        OR (state = 'done' AND date_done >= %s AND channel IN %s))
                   AND (is_test IS NOT TRUE OR %s)
                   AND id NOT IN %s
                   AND %s
              GROUP BY partner_id
                """,
                tuple(WRITTEN_CHANNELS),
                scope["companies"],
                today - timedelta(days=max(longest, 1)),
                tuple(CONTACT_CHANNELS),
                self._counts_tests(root),
                tuple(ignore_action_ids) or (0,),
                self._only(scope, SQL("partner_id")),
            )
        )
        return {
            partner_id: {
                "last_contact": last_contact,
                "pending": pending,
                "matching": frozenset(currencies or ()),
            }
            for partner_id, last_contact, pending, currencies in rows
        }

    def _read_week(self, scope, root, today, ignore_action_ids):
        """(channel, day) of the contacts of the last seven days, by debtor.

        Messages of one day (several currencies, one per invoice) are one contact.
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT partner_id, channel, date_done
                  FROM dunning_action
                 WHERE company_id IN %s
                   AND state = 'done' AND date_done > %s AND channel IN %s
                   AND (is_test IS NOT TRUE OR %s)
                   AND id NOT IN %s
                   AND %s
                """,
                scope["companies"],
                today - WEEK,
                tuple(CONTACT_CHANNELS),
                self._counts_tests(root),
                tuple(ignore_action_ids) or (0,),
                self._only(scope, SQL("partner_id")),
            )
        )
        recent = {}
        for partner_id, *contact in rows:
            recent.setdefault(partner_id, []).append(tuple(contact))
        return recent

    def _read_holds(self, scope, today):
        """Holds in force today or later, by debtor."""
        return self._find_holds(
            scope,
            SQL("hold.active AND (hold.date_to IS NULL OR hold.date_to >= %s)", today),
        )

    def _find_holds(self, scope, condition):
        """Holds that meet a condition on ``dunning_hold hold``, by debtor."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT hold.partner_id, hold.id, hold.reason, hold.date_from,
                       hold.date_to, hold.move_id, COALESCE(hold.amount, 0),
                       COALESCE(move.currency_id, company.currency_id)
                  FROM dunning_hold hold
                  JOIN res_company company ON company.id = hold.company_id
             LEFT JOIN account_move move ON move.id = hold.move_id
                 WHERE hold.company_id IN %s AND %s AND %s
                """,
                scope["companies"],
                condition,
                self._only(scope, SQL("hold.partner_id")),
            )
        )
        holds = {}
        for partner_id, *values in rows:
            holds.setdefault(partner_id, []).append(Hold(*values))
        return holds
