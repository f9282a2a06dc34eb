"""Long explanations made short: what somebody reads on a screen or a paper."""

from collections.abc import Sequence
from itertools import groupby

from motcua.worktime.limits import Step

_COUNTED = {"receipt_day", "within_the_day", "working_day", "calendar_day", "opening"}
_BETWEEN = {"lunch", "night"}
_PLURAL = {"working_day": "working_days", "calendar_day": "calendar_days"}


def readable(steps: Sequence[Step], most: int = 12) -> tuple[Step, ...]:
    """Return the steps themselves while there are few; else with each run of days between days off as one.

    A run takes its midday breaks and nights in; its minutes are the sum of those that counted.
    """
    if len(steps) <= most:
        return tuple(steps)
    short: list[Step] = []
    for key, group in groupby(steps, key=_kind):
        run = list(group)
        short += [_one(run)] if key == "run" and any(step.minutes for step in run) else run
    return tuple(short)


def _kind(step: Step) -> str:
    return "run" if step.why in _COUNTED | _BETWEEN else step.why


def _one(run: list[Step]) -> Step:
    since, until, minutes = run[0].since, run[-1].until, sum(step.minutes for step in run)
    counted = [step for step in run if step.why in _COUNTED]
    last = counted[-1]
    numbers = [step.params.get("n", 0) for step in counted]
    if last.why in _PLURAL and numbers[0] != numbers[-1]:
        params = {"first": numbers[0], "n": numbers[-1], "of": last.params["of"]}
        return Step(since, until, minutes, _PLURAL[last.why], params)
    return Step(since, until, minutes, last.why, last.params)
