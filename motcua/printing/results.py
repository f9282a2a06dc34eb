"""What results of common procedures say: words of certification, the copy of an extract, a confirmation.

Which procedure gives which is dated data of the program (sets/results.json), by the words of its name. What the
result itself states is what the officer drafted and the leader decided; nothing is invented.
Source: NĐ 23/2015/NĐ-CP and TT 01/2020/TT-BTP (lời chứng); TT 04/2020/TT-BTP (trích lục, giấy xác nhận).
"""

import json
from functools import cache
from typing import Any

from motcua.dossiers.books import Book, BookLine
from motcua.dossiers.drafts import latest
from motcua.dossiers.models import Dossier
from motcua.printing import facts
from motcua.printing.models import PrintedForm
from motcua.printing.sets import FOLDER
from motcua.printing.vietnamese import day_in_words
from motcua.printing.words import number_in_words
from motcua.text import fold


def result_form(name: str, is_booked: bool) -> str:
    """Which form the result of a procedure has; empty for the many whose results are drawn up elsewhere.

    What stands in the book of certified copies has the words of certification.
    """
    if is_booked:
        return "certified"
    folded = fold(name)
    return next((form for form, words in _by_words() if any(word in folded for word in words)), "")


@cache
def _by_words() -> tuple[tuple[str, tuple[str, ...]], ...]:
    rows = json.loads((FOLDER / "results.json").read_text(encoding="utf-8"))
    return tuple((row["form"], tuple(fold(word) for word in row["words"])) for row in rows)


def compose(printed: PrintedForm) -> dict[str, Any]:
    """The fields of the result of a printing, as its template reads them."""
    dossier = facts.dossier_of(printed)
    day = dossier.outcome_on or dossier.ended_on
    assert day is not None  # noqa: S101 -- else it was not printed
    decided = next(iter(reversed(facts.entries(dossier.pk, "decide"))), None)
    draft = latest([dossier.pk]).get(dossier.pk)
    line = BookLine.objects.filter(dossier=dossier.pk, book=Book.COPIES).order_by("-year", "-serial").first()
    whose = dossier.holder_applicant or dossier.applicant
    said = facts.common(printed, dossier, dossier.deciding_unit_id, day)
    return said | {
        "document": dossier.outcome_number or (line.number if line else ""),
        "document_day": day_in_words(day),
        "whose": facts.applicant_of(whose),
        "mandate": dossier.mandate,
        "procedure": dossier.version.name,
        "subject": dossier.subject,
        "content": facts.lines(draft.text) if draft else [],
        "copied": _copied(line),
        "title": facts.title(decided.entry) if decided else "",
        "signer": facts.person(decided.entry.actor) if decided else "",
    }


def _copied(line: BookLine | None) -> dict[str, str]:
    """What was certified: of what, how many pages and copies, in figures and words."""
    if line is None:
        return {"what": "", "number": "", "pages": "", "copies": "", "copies_words": ""}
    return {
        "what": line.what,
        "number": line.number,
        "pages": str(line.pages),
        "copies": f"{line.copies:02}",
        "copies_words": number_in_words(line.copies),
    }


def is_result_of(dossier: Dossier, form: str) -> bool:
    """Could the dossier's result have this form, by its procedure's name or its line in a book?"""
    return result_form(dossier.version.name, form == "certified") == form
