"""docs/rules/tracking.md: its tables say what the code does."""

from pathlib import Path

from django.utils import translation

from motcua.dossiers.states import State
from motcua.tracking.guessing import wait_after
from motcua.tracking.story import SENTENCES, STEPS
from tests.pages import numbers, table

PAGE = Path(__file__).parents[2] / "docs/rules/tracking.md"


def test_the_page_names_the_steps_as_a_citizen_reads_them():
    with translation.override("en"):
        for row in table(PAGE, "Steps"):
            assert str(STEPS[numbers(row["state"])[0]]) == row["step"]


def test_every_state_has_a_step_and_a_sentence():
    assert set(STEPS) == set(State)
    assert set(SENTENCES) == set(State) - {State.DECIDED}  # its sentence is its outcome's


def test_the_page_names_the_waits():
    for row in table(PAGE, "Waits"):
        [failures], [seconds] = numbers(row["failures in a row"]), numbers(row["seconds"])
        assert wait_after(failures).total_seconds() == seconds
