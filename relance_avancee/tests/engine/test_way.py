"""The way of one debt through the add-on: calls, files, and borders between files.

``setup/way`` runs this and prints what is counted.
"""

import logging
import sys
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

from werkzeug.datastructures import MultiDict

from odoo.tests import tagged

from ..common import TODAY, DunningCommon

ADDON = f"{Path(__file__).parents[2]}/"
# parts of the function around them, not calls that somebody follows
INLINE = {"<genexpr>", "<listcomp>", "<dictcomp>", "<setcomp>", "<lambda>"}
# Odoo asks these for every field it reads or writes, whoever does: counted apart
GUARDS = {"_has_field_access", "_check_field_access"}
# Crossings allowed, what is reached now: lowered with the way. The aim was 150 and 60.
LEDGER_TO_QUEUE = 150
DISPUTE_TO_CANCELLED = 60
_logger = logging.getLogger(__name__)


class Way:
    """What the add-on's own functions call of each other while this is measured.

    ``calls`` into files of the add-on; ``files`` met; ``crossings``: calls whose nearest
    calling function of the add-on is in another file, by (from, to, function).
    ``asked``: how often Odoo itself asked a guard about a field (:data:`GUARDS`), which is
    no step of the way.
    """

    def __init__(self):
        self.calls, self.files, self.crossings = 0, set(), Counter()
        self.asked = 0
        self._stack = []
        self._guards = 0  # how deep inside of a guard

    @contextmanager
    def measure(self):
        sys.setprofile(self._profile)
        try:
            yield self
        finally:
            sys.setprofile(None)

    def _profile(self, frame, event, _arg):
        code = frame.f_code
        name = code.co_filename.removeprefix(ADDON)
        if (
            name == code.co_filename
            or name.startswith("tests/")
            or code.co_name in INLINE
        ):
            return
        if self._guards or (event == "call" and code.co_name in GUARDS):
            self._ask(event)
        elif event == "call":
            self.calls += 1
            self.files.add(name)
            if self._stack and self._stack[-1] != name:
                self.crossings[self._stack[-1], name, code.co_name] += 1
            self._stack.append(name)
        elif event == "return" and self._stack:
            self._stack.pop()

    def _ask(self, event):
        if event == "call":
            self.asked += not self._guards
            self._guards += 1
        elif event == "return":
            self._guards -= 1

    def tell(self, title):
        """One line in the log, and every crossing, the most frequent first."""
        _logger.info("WAY %s: %s", title, self)
        for (source, target, function), count in self.crossings.most_common():
            _logger.info("WAY   %3d  %s -> %s %s", count, source, target, function)

    def __str__(self):
        return (
            f"{self.calls} calls, {len(self.files)} files,"
            f" {self.crossings.total()} crossings"
            f" (and {self.asked} questions of Odoo to our guards of fields)"
        )


@tagged("post_install", "-at_install")
class TestWay(DunningCommon):
    """Who reads the code goes this way: it stays short (see ``docs/architecture.md``)."""

    def test_from_the_ledger_to_the_queue(self):
        self.make_invoice(days_late=10)
        self.env.flush_all()
        with Way().measure() as way:
            actions = self.Action._plan()
            done = actions._process()
        self.assertEqual(done.mail_mail_id.state, "outgoing")
        way.tell("ledger -> queued mail")
        self.assertLessEqual(way.crossings.total(), LEDGER_TO_QUEUE)

    def test_from_the_dispute_to_the_cancelled_action(self):
        move = self.make_invoice(days_late=10)
        action = self.Action._plan(TODAY)
        link = self.env["dunning.link"]._get_link(
            self.partner, self.partner, self.company
        )
        reason = self.env.ref("relance_avancee.dunning_dispute_reason_quality")
        item = move.line_ids.filtered(lambda line: line.date_maturity)
        form = MultiDict({"line": str(item.id), "reason": str(reason.id)})
        self.env.flush_all()
        self.env.invalidate_all()
        with Way().measure() as way:
            link._answer("dispute", form)
            self.env.flush_all()
        self.assertEqual((action.state, action.reason_code), ("cancelled", "hold"))
        way.tell("page's dispute -> cancelled action")
        self.assertLessEqual(way.crossings.total(), DISPUTE_TO_CANCELLED)
