"""Broken promises as the rules need them: the next step may come sooner."""

from odoo import models
from odoo.tools import SQL

from ...const import PROMISE_WATCHED_DAYS
from ...core.values import CONTACT_CHANNELS, NO_PAST


class DunningLedger(models.AbstractModel):
    """What a promise not kept changes, if anything."""

    _inherit = "dunning.ledger"

    def _get_horizon(self, root, scenarios, today):
        """A broken promise brings forward the step of a debt younger than any step."""
        horizon = super()._get_horizon(root, scenarios, today)
        return max(horizon, today) if root.dunning_promise_sooner else horizon

    def _add_broken_promises(self, past, scope, root, debts, today):
        """History of the debts whose promise was broken and not answered since.

        Nothing is read unless the company wishes it. The first contact with the debtor
        after the promise was broken uses it up.

        :return: history by debt id, the same one where nothing changes
        """
        if not root.dunning_promise_sooner:
            return past
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner.commercial_partner_id, promise.currency_id, promise.date_closed,
                       ARRAY(SELECT rel.account_move_id
                               FROM account_move_dunning_promise_rel rel
                              WHERE rel.dunning_promise_id = promise.id)
                  FROM dunning_promise promise
                  JOIN res_partner partner ON partner.id = promise.partner_id
                 WHERE promise.state = 'broken'
                   AND promise.date_closed BETWEEN %s::date - %s AND %s
                   AND promise.company_id IN %s AND %s
                   AND NOT EXISTS (
                           SELECT 1 FROM dunning_action action
                             JOIN res_partner told ON told.id = action.partner_id
                            WHERE told.commercial_partner_id
                                  = partner.commercial_partner_id
                              AND action.company_id IN %s
                              AND action.state = 'done'
                              AND action.channel IN %s
                              AND action.date_done >= promise.date_closed
                              AND (action.is_test IS NOT TRUE OR %s))
              ORDER BY promise.date_closed, promise.id
                """,
                today,
                PROMISE_WATCHED_DAYS,
                today,
                scope["companies"],
                self._only(scope, SQL("partner.commercial_partner_id")),
                scope["companies"],
                tuple(CONTACT_CHANNELS),
                self._counts_tests(root),
            )
        )
        past = dict(past) if rows else past
        for partner_id, currency_id, broken_on, move_ids in rows:
            for debt in debts.get(partner_id, ()):
                named = debt.move_id in move_ids if move_ids else True
                if named and debt.currency_id == currency_id:
                    known = past.get(debt.id, NO_PAST)
                    past[debt.id] = known._replace(sooner=broken_on)
        return past
