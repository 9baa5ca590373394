"""A step somebody cancelled by hand: the debt gets the others, in time."""

from strategies import STANDARD, TODAY, days, debt, ledger, scenario, step

from relance_avancee.core.decide.ladder import next_step
from relance_avancee.core.values import NO_PAST, Past

LATE = debt(date_due=TODAY - days(20))


def after(*skipped, scenario=STANDARD, **past):
    ids = frozenset(step(delay).id for delay in skipped)
    found = next_step(scenario, LATE, Past(skipped=ids, **past), TODAY)
    return found and found.delay_days


def test_the_next_one_comes():
    assert next_step(STANDARD, LATE, NO_PAST, TODAY).delay_days == 5
    assert after(5) == 15


def test_what_was_reached_counts_too():
    assert after(15, reached=step(5)) == 30


def test_all_cancelled_leaves_none():
    assert after(*(s.delay_days for s in STANDARD.steps)) is None


def test_a_jump_that_was_cancelled_does_not_bring_the_softer_ones_back():
    jump = STANDARD._replace(catch_up="jump")
    assert after(scenario=jump) == 15
    assert after(15, scenario=jump) == 30


def test_a_notice_cancelled_after_a_broken_plan():
    late = LATE._replace(escalate=True)
    notice = next(s for s in STANDARD.steps if s.kind == "formal_notice")
    first = next_step(STANDARD, late, NO_PAST, TODAY)
    assert first.id == notice.id
    past = Past(skipped=frozenset({notice.id}))
    assert next_step(STANDARD, late, past, TODAY).delay_days == 5


def test_a_broken_promise_brings_the_next_step_sooner():
    past = Past(reached=step(5), done=(step(5).id,))
    [waits] = ledger(debt(10), past={1: past}).decide()
    assert (waits.kind, waits.reason) == ("wait", "not_due_yet")
    [sooner] = ledger(debt(10), past={1: past._replace(sooner=TODAY)}).decide()
    assert (sooner.kind, sooner.reason) == ("send", "due_sooner")


def test_the_first_step_comes_too_after_a_softer_one_of_another_scenario():
    other = scenario(3, id=2)
    past = Past(other.steps[0], (other.steps[0].id,))
    late = next_step(scenario(5, 15), LATE, past, TODAY)
    assert late.delay_days == 5
