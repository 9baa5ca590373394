"""What may be said to whom, written down a second time, from the rules and not the code.

Reads the ledger by statements of its own and knows the rest from :class:`Facts`, which
the world keeps while it lives. Nothing here comes from the add-on.
"""

import collections
import datetime as dt
import functools
from zoneinfo import ZoneInfo

import holidays

CENT = 0.01
# what a bank and the books may call the same rate
MARGIN = 0.02
PLAN_GAP = 3

Item = collections.namedtuple(
    "Item",
    "id move_id partner_id company_id currency_id residual balance due kind",
)
# ``wave`` is what was planned together; ``partner_id`` who was written to
Said = collections.namedtuple(
    "Said",
    "action_id root_id day wave channel lines amount addresses partner_id",
    defaults=[None],
)


@functools.cache
def french_holidays(year):
    return holidays.country_holidays("FR", years=year)


def is_working(day):
    """Customers of this world live in mainland France."""
    return day.weekday() < 5 and day not in french_holidays(day.year)


class Facts:
    """What happened, as those who did it would tell."""

    def __init__(self):
        self.said = []  # Said
        self.disputed = {}  # move id: amount, None = all of it
        self.promised = {}  # move id: day, included
        self.planned = {}  # move id: plan
        self.broken = set()  # move ids of plans that were not kept
        self.held = []  # (partner id or None, move id or None, first, last day or None)
        self.hushed = []  # (partner id, root id): somebody reads what they answered
        self.at_the_bank = {}  # statement line id: (partner id, root id, worth in its money)
        self.dead = set()  # addresses
        self.gone = set()  # addresses of contacts who left
        self.stopped = set()  # ((move id, due), step id) cancelled by hand
        self.refused = collections.Counter()
        self.done = collections.Counter()

    def forget_move(self, move_id):
        """Another customer's from now on: a fresh start."""
        self.said = [
            one._replace(lines=tuple(x for x in one.lines if x[0][0] != move_id))
            for one in self.said
        ]
        self.stopped = {key for key in self.stopped if key[0][0] != move_id}

    def take_back(self, action_id):
        """It came back: nobody read it."""
        self.said = [one for one in self.said if one.action_id != action_id]


class Oracle:
    def __init__(self, cr, facts, roots, steps, gap):
        """
        :param roots: by root company id, (ids of the tree, time zone)
        :param steps: by step id, days after the due date
        """
        self.cr, self.facts, self.roots = cr, facts, roots
        self.steps, self.gap = steps, gap
        self.last_step = max(steps, key=steps.get)
        self.wrong, self.judged = [], collections.Counter()
        self.quiet = collections.Counter()

    # === READING ===

    def day(self, root_id, moment):
        zone = ZoneInfo(self.roots[root_id][1])
        return moment.replace(tzinfo=dt.UTC).astimezone(zone).date()

    def items(self, partner_id, root_id):
        """Open receivable items of the debtor in the tree."""
        self.cr.execute(
            """
            SELECT aml.id, aml.move_id, aml.partner_id, aml.company_id, aml.currency_id,
                   aml.amount_residual_currency, aml.amount_residual, aml.date_maturity,
                   move.move_type
              FROM account_move_line aml
              JOIN account_move move ON move.id = aml.move_id
              JOIN account_account account ON account.id = aml.account_id
              JOIN res_partner partner ON partner.id = aml.partner_id
             WHERE account.account_type = 'asset_receivable' AND move.state = 'posted'
               AND partner.commercial_partner_id = %s AND aml.company_id = ANY(%s)
               AND aml.amount_residual_currency != 0
            """,
            [partner_id, list(self.roots[root_id][0])],
        )
        return [Item(*row) for row in self.cr.fetchall()]

    def commercial(self, partner_ids):
        self.cr.execute(
            "SELECT id, commercial_partner_id FROM res_partner WHERE id = ANY(%s)",
            [list(partner_ids)],
        )
        return dict(self.cr.fetchall())

    def money_coming(self, partner_id, root_id):
        """Worth of the debtor's unmatched bank lines, in company currency."""
        lines = [
            (who, worth)
            for who, root, worth in self.facts.at_the_bank.values()
            if root == root_id
        ]
        heads = self.commercial({who for who, _worth in lines})
        return sum(worth for who, worth in lines if heads.get(who) == partner_id)

    def held_until(self, partner_id, move_id, day):
        """Whether a suspension is in force."""
        heads = self.commercial({who for who, *_rest in self.facts.held if who})
        return any(
            first <= day
            and (last is None or day <= last)
            and (move == move_id if move else heads.get(who) == partner_id)
            for who, move, first, last in self.facts.held
        )

    def in_the_way(self, partner_id, move_id, day):
        """Why this invoice may not be claimed at all, or nothing."""
        facts = self.facts
        if move_id in facts.disputed and facts.disputed[move_id] is None:
            return "disputed"
        if move_id in facts.promised and day <= facts.promised[move_id]:
            return "promised"
        if move_id in facts.planned:
            return "planned"
        if self.held_until(partner_id, move_id, day):
            return "held"
        return None

    # === JUDGING WHAT LEAVES ===

    def judge(self, said, partner_id, is_plan):
        """One message at the moment it leaves; then it is part of the past."""
        self.judged[said.channel] += 1
        for fault in self._faults(said, partner_id, is_plan):
            self.wrong.append(
                f"{said.day} action {said.action_id} ({said.channel}) to {partner_id}: {fault}"
            )
        self.facts.said.append(said)

    def _faults(self, said, partner_id, is_plan):
        items = {item.id: item for item in self.items(partner_id, said.root_id)}
        balance = sum(item.balance for item in items.values())
        net = balance - self.money_coming(partner_id, said.root_id)
        if not is_plan:
            yield from self._too_much(said, items, net)
        for line in said.lines:
            yield from self._line_faults(said, partner_id, items.get(line[3]), *line)
        # reminders of instalments have a scenario of their own
        yield from self._too_soon(said, PLAN_GAP if is_plan else self.gap, items)
        if not is_working(said.day):
            yield "on a day on which nobody works"
        for address in said.addresses:
            if address in self.facts.dead:
                yield "to a dead address"
            if address in self.facts.gone:
                yield "to somebody who left"

    def _too_much(self, said, items, net):
        """In all, and of each invoice less what is disputed of it."""
        if net < CENT:
            yield f"owes nothing: net position {net:.2f}"
        by_move, worth = collections.Counter(), 0.0
        for _key, _step, amount, item_id in said.lines:
            if item := items.get(item_id):
                by_move[item.move_id] += amount
                worth += amount * item.balance / item.residual
        if worth > net * (1 + MARGIN) + 1:
            yield f"claims {worth:.2f} in all, the net position is {net:.2f}"
        for move_id, amount in by_move.items():
            part = self.facts.disputed.get(move_id)
            left = sum(i.residual for i in items.values() if i.move_id == move_id)
            if part and amount > left - part + CENT:
                yield f"claims {amount} of {move_id}, {part} of {left} is disputed"

    def _line_faults(self, said, partner_id, item, key, step_id, amount, _item_id):
        if item is None or item.residual <= 0:
            yield f"claims {key}, which is paid"
            return
        if amount > item.residual + CENT:
            yield f"claims {amount} of {key}, open {item.residual}"
        if why := self.in_the_way(partner_id, item.move_id, said.day):
            yield f"claims {key}, which is {why}"
        # a broken plan brings the formal notice, the last step here, at once
        soon = item.move_id in self.facts.broken and step_id == self.last_step
        first = 1 if soon else self.steps[step_id]
        if item.due + dt.timedelta(days=first) > said.day:
            yield f"step {step_id} of {key} is not due"
        yield from self._said_before(said, key, step_id)

    def _said_before(self, said, key, step_id):
        if (key, step_id) in self.facts.stopped:
            yield f"step {step_id} of {key} was cancelled by hand"
        for old in self.facts.said:
            for old_key, old_step, *_rest in old.lines:
                if old_key != key:
                    continue
                if old_step == step_id and old.channel == said.channel:
                    yield f"step {step_id} of {key} again (action {old.action_id})"
                if old_step != step_id and old.day == said.day:
                    yield f"two steps of {key} on one day (action {old.action_id})"

    def _too_soon(self, said, gap, items):
        keys = {(item.move_id, item.due) for item in items.values()}
        for old in self.facts.said:
            if old.root_id != said.root_id or old.wave == said.wave:
                continue
            if not any(line[0] in keys for line in old.lines):
                continue
            days = (said.day - old.day).days
            # a call or letter of one step may come after the e-mail of the same step
            same = {line[1] for line in old.lines} & {line[1] for line in said.lines}
            if 0 <= days < gap and not same:
                yield f"{days} days after action {old.action_id}"

    # === NOBODY IS FORGOTTEN ===

    def look_for_forgotten(self, root_id, day, waiting, addresses):
        """After a night: who should have been reminded, and was not, night after night.

        :param waiting: debtors with an action that waits, failed or is visibly stopped
        :param addresses: e-mail address by debtor
        """
        if not is_working(day):
            return
        for partner_id, address in addresses.items():
            key = partner_id, root_id
            if address in self.facts.dead or partner_id in waiting:
                self.quiet[key] = 0
            elif why := self._should_hear(partner_id, root_id, day):
                self.quiet[key] += 1
                if self.quiet[key] == 4:
                    self.wrong.append(f"{day} {partner_id} was forgotten: {why}")
            else:
                self.quiet[key] = 0

    def _should_hear(self, partner_id, root_id, day):
        items = self.items(partner_id, root_id)
        if not items or any(item.residual < 0 for item in items):
            return None
        if self.money_coming(partner_id, root_id):
            return None
        keys = {(item.move_id, item.due) for item in items}
        heads = self.commercial(
            {old.partner_id for old in self.facts.said if old.partner_id}
            | {who for who, _root in self.facts.hushed}
        )
        # until somebody has read the answer nothing is sent, of new invoices either
        if any(
            root == root_id and heads.get(who) == partner_id
            for who, root in self.facts.hushed
        ):
            return None
        # a message about instalments is a contact as well
        contacts = [
            old.day
            for old in self.facts.said
            if old.root_id == root_id
            and (
                any(line[0] in keys for line in old.lines)
                or heads.get(old.partner_id) == partner_id
            )
        ]
        # the gap, or the days the last message gave to pay
        if contacts and (day - max(contacts)).days <= self.gap + 8:
            return None
        for item in items:
            step = self._next_step((item.move_id, item.due), item.due, day)
            if (
                step
                and item.residual >= 20
                and item.kind == "out_invoice"
                and not self.in_the_way(partner_id, item.move_id, day)
                and item.move_id not in self.facts.disputed
                and item.move_id not in self.facts.promised
            ):
                return f"step {step} of invoice {item.move_id} due {item.due}"
        return None

    def _next_step(self, key, due, day):
        """The next step of this debt, when its day has come."""
        done = {
            line[1] for old in self.facts.said for line in old.lines if line[0] == key
        }
        done |= {step for stopped, step in self.facts.stopped if stopped == key}
        furthest = max((self.steps[step] for step in done), default=-1)
        for step_id, delay in sorted(self.steps.items(), key=lambda item: item[1]):
            if delay > furthest and delay >= 0:
                return step_id if due + dt.timedelta(days=delay + 1) < day else None
        return None
