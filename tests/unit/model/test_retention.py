"""Rules decide only about what was transferred, and never earlier than they say."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialclient.model.application import State
from sozialclient.model.retention import (
    LEAST_DAYS,
    MOST_DAYS,
    Candidate,
    Mode,
    Retention,
    RetentionInvalid,
    Rules,
    ServiceRules,
    Stage,
    next_step,
    retention_plan,
    rule_words,
)

NOW = datetime(2027, 3, 14, 12, tzinfo=UTC)
DAY = timedelta(days=1)
_days = st.none() | st.integers(LEAST_DAYS, MOST_DAYS)
_rules = st.builds(Rules, transferred_days=_days, archived_days=_days, trash_days=_days)
_keys = st.sampled_from(["hzl", "grusi", "wbs"])
_moments = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))
_retention = st.builds(
    Retention,
    default=_rules,
    services=st.lists(st.builds(ServiceRules, _keys, _rules), max_size=3, unique_by=lambda each: each.service_key).map(
        tuple
    ),
    mode=st.sampled_from(Mode),
    untransferred_by_hand=st.booleans(),
)
_candidates = st.builds(
    Candidate,
    id=st.uuids().map(str),
    mailbox=st.just("Sozialamt"),
    service_key=st.none() | _keys,
    service_name=st.just("?"),
    state=st.sampled_from(State),
    before=st.none() | st.sampled_from(State),
    since=st.none() | _moments,
    transferred=st.none() | _moments,
    held=st.booleans(),
    acknowledged=st.booleans(),
)


def candidate(**changes: object) -> Candidate:
    plain = Candidate(
        id="A-2027-000001", mailbox="Sozialamt", service_key="hzl", service_name="HzL", state=State.TRANSFERRED,
        before=None, since=NOW, transferred=NOW, held=False, acknowledged=True,
    )
    return dataclasses.replace(plain, **changes)  # type: ignore[arg-type]  # mypy knows no types of keywords here


@given(_candidates, _retention)
def test_rules_touch_only_what_was_transferred_and_let_go(one: Candidate, retention: Retention) -> None:
    step = next_step(one, retention)
    if step is None:
        return
    assert one.transferred is not None and not one.held and one.acknowledged
    assert one.state in (State.TRANSFERRED, State.ARCHIVED, State.TRASH)
    assert one.state is not State.TRASH or one.before in (State.TRANSFERRED, State.ARCHIVED)
    assert (step.stage is Stage.DELETE) == (one.state is State.TRASH)


@given(_candidates, _retention)
def test_a_step_comes_a_whole_span_after_state_and_transfer(one: Candidate, retention: Retention) -> None:
    step = next_step(one, retention)
    days = retention.rules_for(one.service_key)[1].days(one.state)
    if step is not None and days is not None and one.since is not None and one.transferred is not None:
        assert step.at - one.since >= days * DAY and step.at - one.transferred >= days * DAY


@given(st.lists(_candidates, max_size=20), _retention, _moments)
def test_a_plan_splits_what_has_a_step_into_now_and_later(
    many: list[Candidate], retention: Retention, at: datetime
) -> None:
    plan = retention_plan(many, retention, at)
    assert all(due.at <= at for due in plan.now) and all(due.at > at for due in plan.later)
    assert len(plan.now) + len(plan.later) == sum(next_step(one, retention) is not None for one in many)
    assert sum(plan.counts().values()) == len(plan.now)
    assert plan.held == sum(one.held for one in many)


@given(_candidates, _retention)
def test_a_plan_never_grows_by_a_hold_or_by_taking_the_transfer_away(one: Candidate, retention: Retention) -> None:
    assert next_step(dataclasses.replace(one, held=True), retention) is None
    assert next_step(dataclasses.replace(one, transferred=None), retention) is None
    assert next_step(dataclasses.replace(one, acknowledged=False), retention) is None


def test_thirty_days_then_thirty_days_in_the_trash() -> None:
    first = next_step(candidate(), Retention())
    assert first is not None and (first.stage, first.at) == (Stage.TRASH, NOW + 30 * DAY)
    assert first.rule == "default:transferred:30"
    thrown = candidate(state=State.TRASH, before=State.TRANSFERRED, since=NOW + 31 * DAY)
    second = next_step(thrown, Retention())
    assert second is not None and (second.stage, second.at) == (Stage.DELETE, NOW + 61 * DAY)


def test_a_transfer_that_was_taken_back_protects() -> None:
    """Set to transferred by mistake, back under review, then thrown away: only a person may delete it."""
    assert next_step(candidate(state=State.TRASH, before=State.IN_REVIEW), Retention()) is None
    assert next_step(candidate(state=State.TRASH, before=None), Retention()) is None


def test_a_service_has_rules_of_its_own() -> None:
    longer = Retention(services=(ServiceRules("hzl", Rules(transferred_days=365)),))
    own, other = next_step(candidate(), longer), next_step(candidate(service_key=None), longer)
    assert own is not None and (own.at, own.rule) == (NOW + 365 * DAY, "hzl:transferred:365")
    assert other is not None and other.rule == "default:transferred:30"
    never = Retention(services=(ServiceRules("hzl", Rules(transferred_days=None)),))
    assert next_step(candidate(), never) is None


def test_archived_stays_unless_someone_says_otherwise() -> None:
    assert next_step(candidate(state=State.ARCHIVED), Retention()) is None


@pytest.mark.parametrize("days", [0, -1, MOST_DAYS + 1])
def test_days_out_of_bounds_are_refused(days: int) -> None:
    with pytest.raises(RetentionInvalid):
        Retention(default=Rules(trash_days=days)).check()


@pytest.mark.parametrize("keys", [("hzl", "hzl"), ("",), ("default",), ("a:b",)])
def test_each_service_has_one_line(keys: tuple[str, ...]) -> None:
    with pytest.raises(RetentionInvalid):
        Retention(services=tuple(ServiceRules(key, Rules()) for key in keys)).check()


def test_the_journal_learns_a_rule_without_the_service() -> None:
    assert rule_words("hzl:trash:30") == "state=trash days=30"
    assert rule_words("person") == "person"
