"""docs/rules/tracking.md: its tables say what the code does."""

from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.utils import translation

from motcua.dossiers.states import State
from motcua.tracking.guessing import wait_after
from motcua.tracking.story import SENTENCES, STEPS
from tests.cast import Cast
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


NAMES = {"day": "on", "hour": "at", "office": "unit"}


@pytest.mark.parametrize("row", table(PAGE, "What is refused"), ids=lambda row: f"{row['field']} {row['typed']}")
def test_the_page_names_what_the_reckoning_refuses(cast: Cast, citizen, row):
    question = {"procedure": "5-days", "on": "07/01/2019", "at": "08:00"}
    typed = {NAMES.get(row["field"], row["field"]): row["typed"]}
    answer = citizen("en").get(f"/due/?{urlencode(question | typed)}")
    assert answer.status_code == 422
    assert row["said"] in answer.content.decode()
