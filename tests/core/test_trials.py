"""Two delays of a step being compared: what must hold whoever is drawn."""

from hypothesis import given
from hypothesis import strategies as st
from strategies import STANDARD, TODAY, days, debt, ledger, ledgers, long, quick, step

from relance_avancee.core.decide import experiments
from relance_avancee.core.decide.grouping import calls_for_action, messages
from relance_avancee.core.decide.ladder import horizon
from relance_avancee.core.decide.schedule import at_rest
from relance_avancee.core.values import Past, Trial

STATUSES = ("open", "open", "open", "paid", "no_followup")


@st.composite
def tried(draw, scenario):
    """The scenario with other delays of some of its steps being compared."""
    for each in scenario.steps:
        first, last = experiments.delay_limits(scenario, each.id)
        first = each.delay_days - 20 if first is None else first
        last = each.delay_days + 20 if last is None else last
        if first <= last and draw(st.booleans()):
            trial = Trial(
                f"7.{each.id}",
                each.id,
                draw(st.integers(first, last)),
                draw(st.sampled_from((0.1, 0.5, 1.0))),
            )
            scenario = scenario._replace(trials=(*scenario.trials, trial))
    return scenario


@st.composite
def ledgers_tried(draw, **values):
    """A debtor whose scenarios have comparisons running."""
    case = draw(ledgers(**values))
    return case._replace(
        scenarios={key: draw(tried(each)) for key, each in case.scenarios.items()}
    )


# === WHO GETS WHAT ===


def reminded_once(delay, share):
    """A debt 14 days late whose second step, D+15, is compared with another day."""
    trial = Trial("7", step(15).id, delay, share)
    first = step(5)
    return ledger(
        debt(days_late=14),
        scenarios=(STANDARD._replace(trials=(trial,)),),
        past={1: Past(first, (first.id,))},
    )


def test_b_gets_its_own_day_and_a_that_of_the_step():
    for share, variant, wait in ((0.0, "A", 1), (1.0, "B", 6)):
        (told,) = reminded_once(20, share).decide()
        assert (told.reason, told.step.id) == ("not_due_yet", step(15).id)
        assert (told.step.variant, told.date) == (variant, TODAY + days(wait))
    (sooner,) = reminded_once(12, 1.0).decide()
    assert (sooner.kind, sooner.step.variant) == ("send", "B")


def test_without_a_comparison_nothing_is_copied():
    scenarios = {1: STANDARD}
    assert experiments.assigned(scenarios, 1) is scenarios


@long
@given(ledgers_tried())
def test_steps_keep_their_order_and_their_side_of_the_due_date(case):
    for debtor_id in range(1, 12):
        for key, each in experiments.assigned(case.scenarios, debtor_id).items():
            delays = [own.delay_days for own in each.steps]
            assert delays == sorted(set(delays))
            for own, plain in zip(each.steps, case.scenarios[key].steps, strict=True):
                assert own.id == plain.id
                assert (own.delay_days < 0) == (plain.delay_days < 0)
                if plain.delay_days > 0 and own.kind != "reminder":
                    assert own.delay_days > 0


# === THE SHORT CUTS STAY RIGHT ===


@quick
@given(ledgers_tried(statuses=STATUSES))
def test_nothing_to_do_beyond_the_horizon(case):
    limit = horizon(case.scenarios.values(), TODAY)
    for each in case.decide():
        assert each.debt.date_due <= limit or not calls_for_action(each)


@long
@given(
    ledgers_tried(statuses=STATUSES), st.sampled_from([None, 1, 3, 7]), st.booleans()
)
def test_nothing_to_do_for_a_debtor_at_rest(case, days_ago, pending):
    last = days_ago and TODAY - days(days_ago)
    debtor = case.debtor._replace(last_contact=last, pending=pending)
    case = case._replace(debtor=debtor)
    gap = min(each.min_gap_days for each in case.scenarios.values())
    if at_rest(debtor, gap, TODAY):
        assert not any(map(calls_for_action, case.decide()))


@long
@given(ledgers_tried(statuses=STATUSES))
def test_nothing_leaves_before_the_debtor_s_own_day(case):
    scenarios = experiments.assigned(case.scenarios, case.debtor.partner_id)
    own = {step.id: step for each in scenarios.values() for step in each.steps}
    for each in case.decide():
        if each.kind == "send":
            delay = own[each.step.id].delay_days
            assert each.debt.date_due + days(delay) <= TODAY


# === STARTED AND STOPPED IN THE MIDDLE ===


def live_on(case, first, nights):
    """Some nights from a day on: the steps sent by debt, and the ledger after them."""
    sent = []
    for number in range(first, first + nights):
        day = TODAY + days(number)
        for message in messages(case.decide(day), case.scenarios, case.debtor):
            sent += [(line.debt.id, line.step) for line in message.lines if line.step]
            case = case.after(message, day)
    return sent, case


@long
@given(ledgers(statuses=STATUSES), st.data(), st.integers(1, 40), st.integers(1, 40))
def test_no_step_twice_whenever_a_comparison_starts_and_stops(
    case, data, start, length
):
    plain = case.scenarios
    running = {key: data.draw(tried(each)) for key, each in plain.items()}
    sent = [(key, past.reached) for key, past in case.past.items() if past.reached]
    day = 0
    for scenarios, nights in ((plain, start), (running, length), (plain, 60)):
        more, case = live_on(case._replace(scenarios=scenarios), day, nights)
        sent += more
        day += nights
    found = [(debt_id, step.id, step.again) for debt_id, step in sent]
    assert len(set(found)) == len(found)


@long
@given(
    ledgers(
        quiet=True,
        history=False,
        scenarios={"min_amount": 0.0, "first_delay": 0, "catch_up": "sequential"},
    ),
    st.data(),
    st.integers(1, 40),
    st.integers(1, 40),
)
def test_no_step_is_skipped_either(case, data, start, length):
    plain = case.scenarios
    running = {key: data.draw(tried(each)) for key, each in plain.items()}
    sent, day = [], 0
    for scenarios, nights in ((plain, start), (running, length), (plain, 60)):
        more, case = live_on(case._replace(scenarios=scenarios), day, nights)
        sent += more
        day += nights
    for each in case.debts:
        # a repetition climbs nowhere
        climbed = [
            step.id for debt_id, step in sent if debt_id == each.id and not step.again
        ]
        steps = [step.id for step in plain[each.scenario_id].steps]
        assert climbed == steps[: len(climbed)]


def test_a_delay_stays_between_its_neighbours_whoever_is_drawn():
    """The other delays being compared count too, the later before and the earlier after."""
    limits = {}
    for delay in (12, 18):
        trial = Trial("7", step(15).id, delay)
        running = STANDARD._replace(trials=(trial,))
        limits[delay] = [
            experiments.delay_limits(running, each.id) for each in STANDARD.steps
        ]
    assert limits == {
        12: [(None, -1), (0, 11), (6, 29), (16, 44), (31, None)],
        18: [(None, -1), (0, 14), (6, 29), (19, 44), (31, None)],
    }
