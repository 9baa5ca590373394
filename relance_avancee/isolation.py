"""One bad row costs nobody else anything: work done on all, then on halves, then apart."""

import logging
from contextlib import contextmanager
from contextvars import ContextVar

import psycopg2
from psycopg2 import errors

from odoo.exceptions import ConcurrencyError

_logger = logging.getLogger(__name__)

# Somebody else is at these rows: the same work, begun again, does well.
CONFLICTS = (
    errors.SerializationFailure,
    errors.DeadlockDetected,
    errors.LockNotAvailable,
    ConcurrencyError,
)
# None: somebody's gesture, which Odoo begins again; True: a piece of the night that can
# be begun again; False: one that was begun again in vain.
_can_begin_again = ContextVar("dunning_can_begin_again", default=None)
ONCE_KEYS = (
    "dunning_action_line__exactly_once",
    "dunning_action_line__exactly_once_plan",
)


def is_taken(error):
    """Whether somebody else has just given the same step to the same debt.

    Only a new transaction sees that: begun again, the work finds the step in place.
    """
    return (
        isinstance(error, errors.UniqueViolation)
        and error.diag.constraint_name in ONCE_KEYS
    )


def must_go_up(error):
    """Whether an error is for who can begin the whole work again, or about no item at all."""
    if isinstance(error, CONFLICTS):
        return _can_begin_again.get() is not False
    if is_taken(error):
        return bool(_can_begin_again.get())
    return isinstance(error, (psycopg2.OperationalError, psycopg2.InterfaceError))


def is_conflict(error):
    """Whether the work may do well when it is begun again in a new transaction."""
    return isinstance(error, CONFLICTS) or is_taken(error)


@contextmanager
def beginning_again(can):
    """Whether the piece of work inside may be begun again after a conflict."""
    token = _can_begin_again.set(can)
    try:
        yield
    finally:
        _can_begin_again.reset(token)


@contextmanager
def light_savepoint(env):
    """A savepoint that leaves to the commit what Odoo keeps for the commit.

    ``cr.savepoint()`` also posts the tracking messages kept for the end of the
    transaction: inside a reconciliation that costs eight queries an invoice, and
    customers' histories would show every state in between.
    """
    env.flush_all()
    try:
        with env.cr.savepoint(flush=False):
            yield
            env.flush_all()
    except Exception:
        # the cache holds what was just undone in the database
        env.transaction.clear()
        raise


def spread(env, items, work, failed):
    """Do ``work`` on all items; when that fails, on halves, so that one costs only itself.

    Everything is written inside a savepoint: what a failed item did is undone, in the
    database and in the cache. Conflicts with other workers are not faults: they go up,
    to who can begin again (:func:`beginning_again`); begun again in vain, the item they
    are about is left alone.

    :param list items: the units to be kept apart, such as debtors
    :param work: called with a list of items
    :param failed: called with one item and its error, in a savepoint of its own
    :return: list of what ``work`` returned
    """
    items = list(items)
    if not items:
        return []
    try:
        with light_savepoint(env):
            return [work(items)]
    except Exception as error:
        if must_go_up(error):
            raise
        if len(items) == 1:
            if not isinstance(error, CONFLICTS):
                _tell(env, items[0], error, failed)
            return []
    middle = len(items) // 2
    return [
        *spread(env, items[:middle], work, failed),
        *spread(env, items[middle:], work, failed),
    ]


def each_apart(env, pieces, work, failed):
    """Do one piece of work after the other; one that fails costs the others nothing.

    :param pieces: tuples, the arguments of ``work``
    :param failed: called with a piece that failed and its error
    """
    for piece in pieces:
        spread(env, [piece], lambda one: work(*one[0]), failed)


def _tell(env, item, error, failed):
    """Say what happened to one item; a fault in saying it must not stop the others."""
    try:
        with light_savepoint(env):
            failed(item, error)
    except (psycopg2.OperationalError, psycopg2.InterfaceError):
        raise
    except Exception as other:
        # the texts of both may quote the debtor
        _logger.error(
            "Dunning: a fault (%s) could not be written down: %s",
            type(error).__name__,
            type(other).__name__,
        )
