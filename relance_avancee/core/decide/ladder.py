"""Which step of its scenario a debt gets next: it climbs, and never down."""

import datetime as dt
from collections.abc import Iterable, Sequence

from ..values import KIND_RANK, Debt, Past, Scenario, Step, Trial, Turn


def next_step(
    scenario: Scenario | None, debt: Debt, past: Past, today: dt.date
) -> Step | None:
    """The step a debt should get next, due or not; None when all are done.

    A step before the due date is of no use once that date has passed, so an old debt
    enters at the first step on or after it and climbs one by one; with ``jump`` it
    takes the last step whose day has come. After a broken payment plan the formal notice
    comes next, without waiting for its day: its customer knows the debt and accepted it.
    When all are done the last one may be said again, see :func:`repeated`.
    """
    if scenario is None:
        return None
    return _next_new(scenario, debt, past, today) or repeated(
        scenario, debt, past, today
    )


def _next_new(scenario, debt, past, today) -> Step | None:
    """The next step that was not said yet."""
    steps = _steps_left(scenario, past)
    days = (today - debt.date_due).days
    if debt.escalate and days > 0:
        notice = _notice(steps, past)
        if notice:
            return notice._replace(delay_days=min(notice.delay_days, days))
    if days > 0:
        if scenario.catch_up != "jump":
            return next((step for step in steps if step.delay_days >= 0), None)
        steps = [step for step in steps if step.delay_days >= 0]
    else:
        # notices before the due date do not escalate: only the latest makes sense
        steps = [
            step
            for index, step in enumerate(steps)
            if index + 1 == len(steps) or steps[index + 1].delay_days > days
        ]
        return steps[0] if steps else None
    come = [step for step in steps if step.delay_days <= days]
    return come[-1] if come else (steps[0] if steps else None)


def _notice(steps: Sequence[Step], past: Past) -> Step | None:
    """The first formal notice still to come; None once there was one."""
    if past.reached and past.reached.kind != "reminder":
        return None
    return next((step for step in steps if step.kind == "formal_notice"), None)


# === THE LAST STEP AGAIN ===


def repeated(scenario: Scenario, debt: Debt, past: Past, today: dt.date) -> Step | None:
    """The last step of a scenario once more, on its own day; None when all was said.

    Only of a debt that is late and whose level it is: nothing is repeated once something
    graver was said. The days count from the last time it was said, so that after an
    outage it comes once and not for every time missed. A time that somebody cancelled by
    hand is one of them.
    """
    last = scenario.steps[-1] if scenario.steps else None
    if last is None or not last.is_repeated or today <= debt.date_due:
        return None
    turns = [turn for turn in past.turns if turn.step_id == last.id]
    said = [turn for turn in turns if turn.state == "done"]
    if not said or (past.reached and past.reached.id != last.id):
        return None
    if past.noticed and past.noticed >= min(turn.day for turn in said):
        return None
    first = min(turn.cycle for turn in said)
    over = [turn for turn in turns if _is_over(turn) and turn.cycle >= first]
    number = len({turn.cycle for turn in over})
    if number > last.repeat_times:
        return None
    since = max(turn.day for turn in over)
    # a due date put off gives the debt its own delay again
    day = max(
        since + dt.timedelta(days=last.repeat_days), last.falls_due(debt.date_due)
    )
    said_on = max(turn.day for turn in said)
    return last._replace(again=number, again_on=day, said_on=said_on, variant="")


def _is_over(turn: Turn) -> bool:
    """Whether it used up one of the times: it was said, or somebody cancelled it."""
    return turn.state in ("done", "cancelled")


def this_time(step: Step, past: Past) -> Past:
    """The past as it bears on a step being said ``again``: its earlier times are over.

    A call nobody made and a channel that failed while another one said the same do not
    keep the step from being said again.
    """
    mine = [turn for turn in past.turns if turn.step_id == step.id]
    last = max(turn.cycle for turn in mine if _is_over(turn))
    now = {(turn.state, turn.channel) for turn in mine if turn.cycle > last}
    states = {state for state, _channel in now}
    own = frozenset({step.id})
    return past._replace(
        pending=past.pending - own | (own if "pending" in states else frozenset()),
        failed=past.failed - own | (own if "failed" in states else frozenset()),
        given_up=frozenset(
            (step.id, channel) for state, channel in now if state == "given_up"
        ),
    )


def next_cycle(step: Step, past: Past) -> int:
    """The place of a step in the unique key of its lines: a new one each time.

    How often the debt got it before, from whomever it was claimed, and beyond any place
    taken: a message that came back leaves a gap.
    """
    taken = (
        turn.cycle + 1
        for turn in past.turns
        if turn.step_id == step.id and (_is_over(turn) or turn.state == "elsewhere")
    )
    return max((past.done + past.elsewhere).count(step.id), *taken, 0)


# === CANDIDATES ===


def horizon(scenarios: Iterable[Scenario], today: dt.date) -> dt.date:
    """The last due date for which any step can be due today.

    A debt falling due later is too young even for the earliest notice of any scenario.
    Whatever is late counts: a broken promise or plan brings a step forward.

    >>> horizon([Scenario(1, (Step(1, 1, -5), Step(2, 1, 15)))], dt.date(2026, 3, 1))
    datetime.date(2026, 3, 6)
    >>> horizon([Scenario(1, (Step(1, 1, 8),))], dt.date(2026, 3, 1))
    datetime.date(2026, 2, 28)
    """
    # a trial's delay too: it may be the earlier of the two it compares
    items: Iterable[tuple[Step | Trial, ...]] = (
        (*scenario.steps, *scenario.trials) for scenario in scenarios
    )
    delays = (item.delay_days for found in items for item in found)
    return today - dt.timedelta(days=min([1, *delays]))


def step_by_hand(
    chosen: Step, scenario: Scenario | None, debt: Debt, past: Past, today: dt.date
) -> Step | None:
    """The step a late debt gets when somebody sends ``chosen`` by hand.

    Its own next step as long as that is not beyond the chosen one, so that no level is
    skipped; else the chosen step once more. A formal notice is one whoever sends it, and
    for whatever it names: it never counts as the reminder that would have come next. By
    the channels chosen, no other. None for a debt that is not late.
    """
    if debt.date_due >= today:
        return None
    step = chosen
    if chosen.kind == "reminder":
        own = next_step(scenario, debt, past, today)
        step = own if own and own.rank <= chosen.rank else chosen
    return step._replace(channels=chosen.channels, spare=())


def _steps_left(scenario: Scenario, past: Past) -> Sequence[Step]:
    """The steps still to come but those somebody cancelled by hand."""
    steps = _steps_after(scenario, past)
    if not past.skipped:
        return steps
    if scenario.catch_up == "jump":
        # what was jumped over does not come back because the jump was cancelled
        last = max(
            (n for n, step in enumerate(steps, 1) if step.id in past.skipped), default=0
        )
        return steps[last:]
    return [step for step in steps if step.id not in past.skipped]


def _steps_after(scenario: Scenario, past: Past) -> Sequence[Step]:
    """The steps still to come; a step of another scenario counts by its delay.

    After a formal notice of another scenario nothing softer comes.
    """
    reached, steps = past.reached, scenario.steps
    if reached is None:
        return steps
    # the highest step is not always the furthest: a formal notice may come early
    done, first, known = past.done, 0, False
    for place, step in enumerate(steps, 1):
        if step.id == reached.id:
            first, known = place, True
        elif step.id in done:
            first = place
    steps = steps[first:]
    if known:
        return steps
    return [
        step
        for step in steps
        if step.delay_days > reached.delay_days
        and KIND_RANK[step.kind] >= KIND_RANK[reached.kind]
    ]
