"""Every form as it lies on paper: nothing overlaps, type as NĐ 30/2020 asks, a code to scan, a picture in docs.

Each form is set once from the program's invented dossiers; none of these tests asks a database.
"""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from django.conf import settings
from PIL import Image

from motcua.printing.pictures import draw
from motcua.printing.render import rendered
from motcua.printing.samples import sample_of
from tests.cast import at
from tests.printing.boxes import Word, overlapping, pages_of
from tests.printing.conftest import text_of
from tests.printing.longest import FORMS, longest_of, sheet_of

# A receipt of money has a form of its own (TT 303/2016), without the nation's name.
OF_THE_DECREE = [(form_set, form) for form_set, form in FORMS if form != "money"]
NATION, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"


@pytest.mark.parametrize(("form_set", "form"), FORMS)
def test_no_two_words_lie_over_one_another_with_the_longest_real_names(form_set: str, form: str) -> None:
    pages = pages_of(sheet_of(form_set, form, is_longest=True))
    for words in pages:
        assert words and not overlapping(words)
    wide, margin = (297, 15) if form == "register" else (210, 11) if form == "money" else (210, 14)
    assert max(word.right for words in pages for word in words) <= (wide - margin) / 25.4 * 72


@pytest.mark.parametrize(("form_set", "form"), FORMS)
def test_what_stands_on_a_form_stands_there_whole_however_long_it_is(form_set: str, form: str) -> None:
    usual = _closed_up(text_of(sheet_of(form_set, form)))
    text = _closed_up(text_of(sheet_of(form_set, form, is_longest=True)))
    made_longer = _leaves(sample_of(form), longest_of(form))
    shown = {long for short, long in made_longer if len(short) > len("không") and _closed_up(short) in usual}
    assert len(shown) > 2
    for each in shown:
        assert _closed_up(each) in text, each


def _leaves(said: Any, longest: Any) -> Iterator[tuple[str, str]]:
    """What was made longer, with what stood there before; papers, which may be cut, have tests of their own."""
    if isinstance(said, str) and said != longest:
        yield said, longest
    pairs = [(said[k], longest[k]) for k in said if k != "papers"] if isinstance(said, dict) else []
    for each in pairs if not isinstance(said, list) else zip(said, longest, strict=False):
        yield from _leaves(*each)


def _closed_up(words: str) -> str:
    return "".join(words.split()).upper()


def test_words_that_do_overlap_are_found() -> None:
    """The test of the others: a word set over another one, and one set below it."""
    one = Word("một", 100, 120, 700, 13, is_bold=False)
    assert overlapping([one, Word("cửa", 118, 140, 704, 13, is_bold=False)]) == [("một", "cửa")]
    assert not overlapping([one, Word("cửa", 100, 120, 685, 13, is_bold=False)])
    assert not overlapping([one, Word("cửa", 120.3, 140, 700, 13, is_bold=False)])


@pytest.mark.parametrize(("form_set", "form"), OF_THE_DECREE)
def test_the_head_has_the_sizes_that_the_decree_lays_down(form_set: str, form: str) -> None:
    for is_longest in (False, True) if form != "receipt" else (False,):  # whose head gives way to many papers
        first = pages_of(sheet_of(form_set, form, is_longest=is_longest))[0]
        said = dict(_lines(first))
        for text, low, high in ((NATION, 12, 13), (MOTTO, 13, 14)):
            words = next(words for line, words in said.items() if text in line)
            ours = [w for w in words if w.text in text.split()]
            assert {(low <= round(w.size, 1) <= high, w.is_bold) for w in ours} == {(True, True)}, text
        place = next(words for line, words in said.items() if re.search(r", ngày \d\d tháng \d\d năm \d{4}", line))
        assert {round(w.size, 1) for w in place} == {13}, "place, day, and the number beside them"
        top = max(word.line for word in first)
        agency = [w for w in first if w.line > top - 15 and w.text.isupper() and w.text not in NATION.split()]
        assert agency and {12 <= round(w.size, 1) <= 13 for w in agency} == {True}, "the agency"


@pytest.mark.parametrize(("form_set", "form"), [pair for pair in OF_THE_DECREE if pair[1] != "register"])
def test_what_a_form_says_is_set_in_thirteen_to_fourteen_points(form_set: str, form: str) -> None:
    words = [word for page in pages_of(sheet_of(form_set, form)) for word in page]
    lawful = sum(len(word.text) for word in words if 13 <= round(word.size, 1) <= 14)
    in_tables = form in ("control", "receipt")  # whose tables and small print stand in 11
    assert lawful / sum(len(word.text) for word in words) > (0.3 if in_tables else 0.85)
    assert min(word.size for word in words) >= 11
    place = next(row[0].line for line, row in _lines(words) if ", ngày " in line)
    title = [w for w in words if w.is_bold and w.text.isupper() and place - 70 < w.line < place - 5]
    assert title and {13 <= round(w.size, 1) <= 14 for w in title} == {True}


@pytest.mark.parametrize(("form_set", "form"), FORMS)
def test_the_code_of_every_form_is_read_and_leads_to_its_record(form_set: str, form: str) -> None:
    said = sample_of(form)
    sheets = rendered(said, form_set, form, at(), "png", 110)
    found = [code.text for sheet in sheets for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(sheet)))]
    assert found and set(found) == {said["scanned"]}
    assert len(found) == (3 if form == "money" else 1)
    if form == "register":
        assert re.fullmatch(r"https://\S+/registers/[0-9a-f-]{36}\.pdf", found[0])
    elif form == "refusal":
        assert re.fullmatch(r"[0-9a-f-]{36}", found[0]), "it never got a number: the desk opens it by its id"
    else:
        assert f"/tracking/?number={said['number']}" in found[0]


def test_docs_forms_holds_a_picture_of_every_form_of_each_set_and_nothing_else(tmp_path: Path) -> None:
    kept = settings.BASE_DIR / "docs" / "forms"
    wanted = {f"{form_set}-{form}.png" for form_set, form in FORMS} | {"README.md"}
    assert {file.name for file in draw(tmp_path)} == wanted, "motcua forms draws each"
    assert {file.name for file in kept.iterdir()} == wanted, "run: motcua forms docs/forms"
    assert (kept / "README.md").read_text() == (tmp_path / "README.md").read_text()
    for file in kept.glob("*.png"):
        with Image.open(file) as picture, Image.open(tmp_path / file.name) as drawn:
            assert picture.size == drawn.size


def _lines(words: list[Word]) -> list[tuple[str, list[Word]]]:
    """What stands on one line of writing, from left to right: its text and its words."""
    found: dict[int, list[Word]] = {}
    for word in words:
        found.setdefault(round(word.line), []).append(word)
    return [(" ".join(w.text for w in row), sorted(row, key=lambda w: w.left)) for row in found.values()]
