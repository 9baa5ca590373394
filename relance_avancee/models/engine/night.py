"""The night: plan, then send in committed batches, company by company.

Functions over ``dunning.action`` (``Action``), in their own transactions.
"""

import logging
import random
import time

from ...const import PENDING_STATES
from ...isolation import beginning_again, is_conflict
from ...languages import spoken

_logger = logging.getLogger(__name__)

CRON_BATCH = 50
# After that many conflicts with other workers a piece of the night is cut in two.
TRIES = 3


def run(Action):
    """All of it, for every company.

    One company that cannot plan never stops the others, and one batch that cannot be
    sent never stops the next. Reasons are written in the company's language, not in the
    job's.
    """
    Company = Action.env["res.company"]
    for company in Company.search([("parent_id", "=", False)]):
        scoped = Action.with_company(company).with_context(
            allowed_company_ids=Company.search([("id", "child_of", company.id)]).ids,
            lang=spoken(Action.env, company.partner_id.lang),
        )
        in_own_transaction(scoped, scoped._plan, company)
        reevaluate_waiting(scoped, company)
        send_waiting(scoped, company)
        work = scoped.env["dunning.work"]
        in_own_transaction(scoped, lambda: work._refresh(company), company)  # noqa: B023


def send_waiting(Action, company, domain=None):
    """Send the company's planned actions, batch by batch."""
    domain = domain or Action._get_to_send_domain(company)
    waiting = Action.search(domain, order="date_planned, id").ids
    cron = Action.env["ir.cron"]
    for start in range(0, len(waiting), CRON_BATCH):
        batch = Action.browse(waiting[start : start + CRON_BATCH])
        process_apart(Action, batch, company)
        remaining = max(0, len(waiting) - start - len(batch))
        if not cron._commit_progress(len(batch), remaining=remaining):
            break


def process_apart(Action, batch, company):
    """Send a batch and commit it; what the database refuses is found by halves.

    Most faults are caught action by action before (``_deliver``): what is left is what
    only the commit says. The one that cannot leave is marked as failed.
    """
    error = in_own_transaction(Action, batch._process, company)
    if error is None:
        return
    if len(batch) > 1:
        middle = len(batch) // 2
        process_apart(Action, batch[:middle], company)
        process_apart(Action, batch[middle:], company)
    elif not is_conflict(error):
        in_own_transaction(
            Action,
            # sudo: the rules decide what leaves, whoever starts the run
            lambda: batch.sudo().exists()._deliver_failed(error),
            company,
        )


def reevaluate_waiting(Action, company):
    """Ask again about actions that wait for somebody, so that none outlives its debt."""
    waiting = Action.search(
        [("company_id", "child_of", company.id), ("state", "in", PENDING_STATES)]
    )
    if company.dunning_mode != "simulation":
        automatic = Action._get_automatic_channels()
        waiting = waiting.filtered(
            lambda action: action.state == "to_approve"
            or action.channel not in automatic
        )
    in_own_transaction(
        Action,
        lambda: Action._reevaluate(company, waiting),
        company,
    )


def in_own_transaction(Action, work, company):
    """Run one piece of the night and commit it; a fault is logged, not spread.

    A conflict with another worker is no fault: the piece is begun again.

    :return: the error that stopped it; None when it is done
    """
    env, cron = Action.env, Action.env["ir.cron"]
    for tries in range(1, TRIES + 1):
        try:
            with beginning_again(tries < TRIES):
                work()
            cron._commit_progress()
            return None
        except Exception as error:
            env.cr.rollback()
            env.transaction.clear()
            if is_conflict(error) and tries < TRIES:
                time.sleep(random.uniform(0.0, 0.1 * 2**tries))  # noqa: S311
                continue
            # the text of an error may quote the debtor
            _logger.warning(
                "Dunning of company %s: this part is left for later: %s",
                company.id,
                type(error).__name__,
                exc_info=not is_conflict(error),
            )
            return error
    return None
