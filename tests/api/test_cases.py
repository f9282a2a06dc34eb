"""Where the limit depends on the case, a program reads which there are and names one."""

import pytest

from tests.api.conftest import reception_of
from tests.cast import Cast, reread
from tests.catalogued import SPLIT, publish_split


@pytest.fixture
def split(cast: Cast) -> Cast:
    """The cast with a procedure whose limit depends on the kind of parcel."""
    publish_split(cast)
    return cast


def test_a_program_reads_the_cases_and_receives_one(split: Cast, program):
    hoa = program("hoa")
    version = hoa.get(f"/procedures/{SPLIT}/").json()["version"]
    assert version["pauses"] == {"supplement": "continue"}
    assert [(c["code"], c["channel"], c["quantity_from"], c["limit"]["value"]) for c in version["cases"]] == [
        ("urban", "counter", 1, 12),
        ("farm", "counter", 1, 22),
        ("farm", "counter", 10, 25),
    ]
    answer = hoa.receives(reception_of(split, procedure=SPLIT, case="farm", quantity=10))
    assert answer.status_code == 201, answer.json()
    told = hoa.get(f"/dossiers/{answer.json()['number']}/").json()
    assert (told["case"], told["quantity"], told["limit"]["value"]) == ("farm", 10, 25)
    assert reread(told["id"]).case == "farm"


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({}, 409, "no_case"),
        ({"case": "lunar"}, 409, "unknown_case"),
        ({"case": "farm", "quantity": 0}, 422, None),
        ({"case": "farm", "quantity": 10_000}, 422, None),
        ({"case": "farm", "quantity": "3"}, 422, None),
    ],
)
def test_what_cannot_be_chosen_is_a_problem_that_names_what_can(split: Cast, program, change, status, code):
    answer = program("hoa").receives(reception_of(split, procedure=SPLIT, **change))
    assert answer.status_code == status, answer.json()
    if code:
        assert answer.json()["code"] == code
        assert "farm (Thửa đất nông nghiệp)" in answer.json()["detail"]
