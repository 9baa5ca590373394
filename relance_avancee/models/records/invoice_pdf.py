"""One invoice's PDF, made by Odoo and kept with it; an engine that hangs is stopped."""

import logging
import os
import signal
import threading
from contextlib import contextmanager, suppress

from ...isolation import is_conflict, must_go_up

_logger = logging.getLogger(__name__)

# Seconds one document may take; the system parameter says otherwise.
PARAMETER = "relance_avancee.pdf_seconds"
SECONDS = 30
LOOK_AGAIN = 0.2


class TooSlow(Exception):
    """The PDF engine did not answer in time and was stopped."""


def draw(move):
    """The official PDF of one invoice, made by Odoo and kept with it.

    :return: False, or why there is none
    """
    env = move.env
    was_sent = move.is_move_sent
    try:
        with env.cr.savepoint(), stopped_after(_get_seconds(env)):
            env["account.move.send"].with_context(
                dunning_no_wait=True
            )._generate_and_send_invoices(
                move,
                sending_methods=[],
                allow_raising=False,
                allow_fallback_pdf=False,
            )
    except TooSlow:
        move.invalidate_recordset()
        return env._("The PDF engine did not answer in time.")
    except Exception as error:
        if must_go_up(error) or is_conflict(error):
            raise
        # the text of an error may quote the customer: it goes on the record
        _logger.warning("No PDF for invoice %s: %s", move.id, type(error).__name__)
        move.invalidate_recordset()
        return env["dunning.explanation"]._error_text(error)
    move.invalidate_recordset(["invoice_pdf_report_id", "invoice_pdf_report_file"])
    if move.is_move_sent != was_sent:
        # made is not sent: it is marked when it leaves
        move.is_move_sent = was_sent
    return False


def _get_seconds(env):
    # sudo: a technical parameter, read by whoever sends
    value = env["ir.config_parameter"].sudo().get_param(PARAMETER)
    return int(value) if (value or "").isdigit() and int(value) else SECONDS


@contextmanager
def stopped_after(seconds):
    """Programs that this thread starts inside are stopped when they take longer.

    Odoo waits for its PDF engine without limit: one that hangs would keep the worker
    until it is killed, night after night. Children of this thread only, by proc(5);
    where the system does not tell them, nothing is stopped.

    :raises TooSlow: one was stopped, whatever Odoo made of it
    """
    path = f"/proc/self/task/{threading.get_native_id()}/children"
    others = _read_children(path)
    over, stopped = threading.Event(), threading.Event()

    def watch():
        pause = seconds
        while not over.wait(pause):
            pause = LOOK_AGAIN
            for pid in _read_children(path) - others:
                stopped.set()
                _kill(pid)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    except Exception as error:
        if stopped.is_set() and not is_conflict(error):
            raise TooSlow from error
        raise
    finally:
        over.set()
        thread.join()
    if stopped.is_set():
        raise TooSlow


def _read_children(path):
    try:
        with open(path) as file:
            return {int(pid) for pid in file.read().split()}
    except OSError:
        return set()


def _kill(pid):
    # it may just have ended by itself
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
