"""Pieces of the night, each in a transaction of its own; ``dunning.night`` orders them.

Functions over ``dunning.action`` (``Action``).
"""

import logging
import random
import time

from ...const import PENDING_STATES
from ...isolation import beginning_again, is_conflict
from . import invoice_files

_logger = logging.getLogger(__name__)

CRON_BATCH = 50
# After that many conflicts with other workers a piece of the night is cut in two.
TRIES = 3


def send_waiting(Action, company, domain=None):
    """Send the company's planned actions, batch by batch, each committed.

    The invoices a batch carries are printed before its rows are locked.

    :return: False when the job's time is over before the end
    """
    domain = domain or Action._get_to_send_domain(company)
    waiting = Action.search(domain, order="date_planned, id")
    cron, left = Action.env["ir.cron"], len(waiting)
    for batch in cut_for_sending(waiting):
        if not make_files(batch, company):
            return False
        ready = invoice_files.filter_ready(batch)
        if ready:
            process_apart(Action, ready.with_context(dunning_files_made=True), company)
        left -= len(batch)
        if not cron._commit_progress(len(batch), remaining=left) and left:
            return False
    return True


def cut_for_sending(waiting):
    """Batches of :const:`CRON_BATCH` messages; fewer of what is drawn under lock."""
    known = waiting.env["dunning.channel"]._get_registry()
    batch, weight = waiting.browse(), 0
    for action in waiting:
        own = known[action.channel].weight
        if batch and weight + own > CRON_BATCH:
            yield batch
            batch, weight = waiting.browse(), 0
        batch, weight = batch | action, weight + own
    if batch:
        yield batch


def make_files(batch, company):
    """Print the invoices that these messages carry, one a transaction.

    :return: False when the job's time is over
    """
    for move in invoice_files.get_missing(batch):
        error = in_own_transaction(
            batch,
            lambda: invoice_files.make(batch, move),  # noqa: B023
            company,
        )
        if error is not None and not is_conflict(error):
            text = batch.env["dunning.explanation"]._error_text(error)
            in_own_transaction(
                batch,
                lambda: invoice_files.say(batch, move, text),  # noqa: B023
                company,
            )
        if not batch.env["ir.cron"]._commit_progress(1, remaining=len(batch)):
            return False
    return True


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
