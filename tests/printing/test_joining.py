"""Several PDFs as one: tags, claims and order are kept; what is no PDF of ours is refused."""

import pytest

from motcua.printing.joining import NotJoined, joined
from motcua.printing.render import rendered
from motcua.printing.samples import sample_of
from tests.cast import at
from tests.printing.conftest import sheets
from tests.printing.tagged import assert_tagged_throughout

FORMS = ("receipt", "letter", "control", "certified")


def made(form: str, **said: object) -> bytes:
    [pdf] = rendered(sample_of(form) | said, "tt03-2025", form, at(7, 9))
    return pdf


def test_forms_of_all_kinds_are_joined_with_their_tags_in_their_order():
    parts = [made(form) for form in (*FORMS, "receipt")]
    whole = joined(parts)
    assert_tagged_throughout(whole)
    assert sheets(whole) == [page for part in parts for page in sheets(part)]


def test_what_a_form_says_is_never_taken_for_a_number_of_an_object():
    """Letters that are all in ASCII stand in the file as they are: here as the title of it and beside a picture."""
    tricky = "1 0 R (2 0 R) \\ 3 0 R )( /StructParent 7 (U1x0y0)"
    whole = joined([made("control", number=tricky, scanned=tricky), made("receipt", tracking=tricky)])
    assert_tagged_throughout(whole)
    assert "".join(tricky.split()) in "".join(sheets(whole)[0].split())


def test_the_whole_claims_no_more_than_the_least_of_its_parts():
    least = made("control", wanted="Ảnh 😀")
    assert b"pdfaid:part" not in least
    for parts in ([made("receipt"), least], [least, made("receipt")]):
        whole = joined(parts)
        assert b"pdfaid:part" not in whole and len(sheets(whole)) == 3


def test_one_is_itself_and_none_is_nothing():
    assert joined([]) == b""
    assert joined([b"one"]) == b"one"


def test_what_is_built_otherwise_is_refused():
    with pytest.raises(NotJoined):
        joined([made("receipt"), joined([made("receipt"), made("letter")])])
