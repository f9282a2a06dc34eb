"""The letters at the desk: written by who holds a dossier, signed by the head, several at once, each for itself."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from motcua.desk.chips import chip
from motcua.desk.letters import letter_of
from motcua.desk.now import now
from motcua.dossiers.ending import withdraw
from motcua.dossiers.letters import Letter, draft_letters, letters_of, sign_letters
from motcua.dossiers.models import Dossier
from motcua.dossiers.passing import move, take
from motcua.dossiers.wanting import draft_wanted, wanting
from motcua.journal.models import Entry
from motcua.people.actor import SYSTEM_ACTOR
from motcua.printing.models import PrintedForm
from tests.cast import Cast, reread
from tests.desk.town import act, received_ago

SignIn = Callable[..., Client]
WHY = "Chờ kết quả xác minh của công an"


def with_an(cast: Cast, days: float = 6, number: int = 0) -> Dossier:
    """Received so many days ago, in An's hands since."""
    dossier = received_ago(cast, days, number)
    act(move, dossier, cast.hoa, days - 0.1, to=cast.inbox)
    act(take, dossier, cast.an, days - 0.2)
    return reread(dossier)


def drafted(cast: Cast, days: float = 6, number: int = 0, more: int = 20, reason: str = WHY) -> Dossier:
    dossier = with_an(cast, days, number)
    act(draft_letters, dossier, SYSTEM_ACTOR, 0.1, days=more, reason=reason)
    return reread(dossier)


def row(dossier: Dossier, *, picked: bool = True, days: int | str = 20, reason: str = WHY) -> dict[str, Any]:
    """What a row of the list sends."""
    key = f"{dossier.pk}:{dossier.seq}"
    sent: dict[str, Any] = {"row": [key], f"days-{dossier.pk}": days}
    return sent | {f"reason-{dossier.pk}": reason} | ({"d": [key]} if picked else {})


def rows(*each: dict[str, Any]) -> dict[str, Any]:
    """Several rows in one form."""
    sent: dict[str, Any] = {"d": [], "row": []}
    for one in each:
        sent |= {name: value for name, value in one.items() if name not in ("d", "row")}
        sent["d"] += one.get("d", [])
        sent["row"] += one["row"]
    return sent


def numbers(answer: Any) -> list[str | None]:
    return [line.dossier.number for line in answer.context["lines"]]


def letter(dossier: Dossier | UUID) -> Letter:
    pk = dossier if isinstance(dossier, UUID) else dossier.pk
    return letters_of([pk])[pk]


def test_what_is_due_first_stands_first(cast: Cast, sign_in: SignIn) -> None:
    later, first = drafted(cast, 5), drafted(cast, 9, 1)
    answer = sign_in("chi").get("/letters/")
    assert numbers(answer) == [first.number, later.number]
    assert all(line.may_sign and not line.may_write for line in answer.context["lines"])


def test_what_the_morning_drafted_waits_here(cast: Cast, sign_in: SignIn) -> None:
    dossier, at = received_ago(cast, 30), datetime.now(UTC)
    draft_wanted(wanting(at), at)
    assert numbers(sign_in("chi").get("/letters/")) == [dossier.number]
    assert numbers(sign_in("hoa").get("/letters/")) == [dossier.number]
    assert numbers(sign_in("dung").get("/letters/")) == []


def test_who_holds_a_dossier_writes_and_who_leads_signs(cast: Cast, sign_in: SignIn) -> None:
    drafted(cast)
    may = {}
    for who in ("an", "binh", "chi", "hoa"):
        [line] = sign_in(who).get("/letters/").context["lines"]
        may[who] = (line.may_write, line.may_sign)
    assert may == {"an": (True, False), "binh": (False, False), "chi": (False, True), "hoa": (False, False)}
    assert b'name="reason-' not in sign_in("binh").get("/letters/").content


def test_the_officer_keeps_reasons_and_days_of_several_rows_at_once(cast: Cast, sign_in: SignIn) -> None:
    one, other, untouched = (drafted(cast, 6, n, reason="") for n in range(3))
    sent = rows(row(one), row(other, days=25, reason=" Thiếu\r\nngười "), row(untouched, reason=""))
    before = Entry.objects.count()
    answer = sign_in("an", "en").post("/letters/keep/", sent, follow=True)
    assert "2 drafts are changed." in answer.content.decode()
    assert [(letter(d).days, letter(d).reason) for d in (one, other)] == [(20, WHY), (25, "Thiếu\nngười")]
    assert Entry.objects.count() == before + 2, "what was not changed has no entry"


def test_the_head_signs_the_selected_and_those_alone(cast: Cast, sign_in: SignIn) -> None:
    one, other, left = (drafted(cast, 6, n) for n in range(3))
    sent = rows(row(one), row(other, days=25, reason="Thiếu người"), row(left, picked=False))
    answer = sign_in("chi", "en").post("/letters/sign/", sent, follow=True)
    assert "2 letters are signed." in answer.content.decode()
    assert [bool(letter(d).signed_at) for d in (one, other, left)] == [True, True, False]
    assert (letter(other).days, letter(other).reason) == (25, "Thiếu người")
    assert numbers(answer) == [left.number]
    assert {sent.letter.number for sent in answer.context["signed"]} == {"1/PXL", "2/PXL"}


def test_what_cannot_be_signed_says_why_in_its_row_and_keeps_what_was_typed(cast: Cast, sign_in: SignIn) -> None:
    good, emptied, moved = (drafted(cast, 6, n) for n in range(3))
    short = drafted(cast, 20, 3)
    sent = rows(row(good), row(emptied, reason=" "), row(moved), row(short, days=1, reason="Thiếu người"))
    act(draft_letters, moved, cast.an, 0.01, days=30, reason=WHY)
    answer = sign_in("chi", "en").post("/letters/sign/", sent)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "1 letter is signed." in page and "3 letters were not done; their rows say why." in page
    why = {line.dossier.pk: line.refused for line in answer.context["lines"]}
    assert "needs a reason" in why[emptied.pk]
    assert "meanwhile" in why[moved.pk]
    assert "is past already" in why[short.pk]
    assert "Thiếu người" in page
    assert letter(good).signed_at and not letter(short).signed_at


@pytest.mark.parametrize("days", ["0", "61", "x", "", "-3", "1e3"])
def test_days_that_are_none_are_refused_in_the_acts_words(cast: Cast, sign_in: SignIn, days: str) -> None:
    dossier = drafted(cast)
    for who, path in (("chi", "/letters/sign/"), ("an", "/letters/keep/")):
        answer = sign_in(who, "en").post(path, row(dossier, days=days))
        assert answer.status_code == 409
        assert "from 1 to 60" in answer.content.decode()
    assert letter(dossier).days == 20


def test_nothing_selected_says_so_and_keeps_what_was_typed(cast: Cast, sign_in: SignIn) -> None:
    dossier = drafted(cast)
    answer = sign_in("chi", "en").post("/letters/sign/", row(dossier, picked=False, reason="Mới gõ"))
    assert answer.status_code == 422
    assert "No dossier was selected" in answer.content.decode() and "Mới gõ" in answer.content.decode()
    for broken in ({"d": "x"}, {"d": "1:2:3"}, {"d": f"{dossier.pk}:x", "days-x": "1"}):
        assert sign_in("chi").post("/letters/sign/", broken).status_code == 422


def test_a_stranger_signs_nothing_and_learns_nothing(cast: Cast, sign_in: SignIn) -> None:
    dossier = drafted(cast)
    answer = sign_in("dung", "en").post("/letters/sign/", row(dossier))
    assert answer.status_code == 409
    assert str(dossier.number) not in answer.content.decode()
    assert letter(dossier).signed_at is None


def test_an_officer_cannot_sign_and_a_head_cannot_write_for_another(cast: Cast, sign_in: SignIn) -> None:
    dossier = drafted(cast)
    assert sign_in("an").post("/letters/sign/", row(dossier)).status_code == 409
    assert sign_in("chi").post("/letters/keep/", row(dossier, days=30)).status_code == 409
    assert (letter(dossier).days, letter(dossier).signed_at) == (20, None)


def test_what_ended_or_waits_has_left_the_list(cast: Cast, sign_in: SignIn) -> None:
    from motcua.dossiers.waiting import ask_for_supplement

    ended, waiting = drafted(cast), drafted(cast, 6, 1)
    act(withdraw, ended, cast.hoa, 0.01, reason="Rút")
    act(ask_for_supplement, waiting, cast.an, 0.01, missing="Đơn")
    assert numbers(sign_in("chi").get("/letters/")) == []
    assert letter_of(reread(ended)) is None
    shown = letter_of(reread(waiting))
    assert shown is not None and shown.last_day is None


def test_the_list_costs_the_same_statements_for_many_as_for_one(cast: Cast, sign_in: SignIn) -> None:
    drafted(cast)
    chi = sign_in("chi")
    chi.get("/letters/")
    with CaptureQueriesContext(connection) as one:
        chi.get("/letters/")
    for n in range(5):
        drafted(cast, 7, n)
    with CaptureQueriesContext(connection) as many:
        chi.get("/letters/")
    assert len(many) == len(one)


def test_the_dossiers_page_drafts_signs_and_prints(cast: Cast, sign_in: SignIn) -> None:
    dossier = with_an(cast)
    an, chi = sign_in("an", "en"), sign_in("chi", "en")
    page = f"/dossiers/{dossier.number}/"
    assert b"Draft the letter of apology" in an.get(page).content
    assert b"Sign the letter of apology" not in an.get(page).content
    an.post(f"{page}letter/", {"seen": dossier.seq, "days": 20, "reason": WHY})
    content = chi.get(page).content.decode()
    assert "Letter of apology, drafted" in content and WHY in content
    seen = reread(dossier).seq
    assert chi.post(f"{page}letter_signature/", {"seen": seen, "days": 20, "reason": WHY}).status_code == 303
    content = chi.get(page).content.decode()
    assert "Letter of apology 1/PXL, signed" in content and "Promised anew" in content
    assert "Sign the letter of apology" not in content
    answer = chi.post(f"{page}letter/paper/", follow=True)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert PrintedForm.objects.get().form == "letter"
    assert chi.get(f"{page}letter/paper/", follow=True).headers["Content-Type"] == "application/pdf"
    assert PrintedForm.objects.count() == 1, "looking prints nothing anew"


def test_a_form_without_days_or_reason_says_what_is_missing(cast: Cast, sign_in: SignIn) -> None:
    dossier = with_an(cast)
    an, path = sign_in("an", "en"), f"/dossiers/{dossier.number}/letter/"
    for typed in ({"days": "", "reason": WHY}, {"days": 61, "reason": WHY}, {"days": 3, "reason": ""}):
        assert an.post(path, {"seen": dossier.seq, **typed}).status_code == 422
    assert not Letter.objects.exists()


def test_the_form_begins_with_what_the_morning_would_ask_for(cast: Cast, sign_in: SignIn) -> None:
    dossier, at = with_an(cast, 30), datetime.now(UTC)
    [wanted] = wanting(at)
    answer = sign_in("chi").get(f"/dossiers/{dossier.number}/")
    forms = {door.doing.act: door.form for door in answer.context["doors"]}
    assert forms["sign_letter"]["days"].value() == wanted.days


def test_what_is_not_signed_is_not_printed(cast: Cast, sign_in: SignIn) -> None:
    dossier = drafted(cast)
    answer = sign_in("chi", "en").post(f"/dossiers/{dossier.number}/letter/paper/")
    assert answer.status_code == 409
    assert "No letter of dossier" in answer.content.decode()


def test_the_chip_says_the_promise_beside_the_legal_state(cast: Cast, sign_in: SignIn) -> None:
    dossier = with_an(cast, 30)
    act(sign_letters, dossier, cast.chi, 0.1, days=40, reason=WHY)
    found = chip(reread(dossier), now())
    assert found.standing == "overdue"
    assert found.promised
    for path in ("/?view=unit", "/dossiers/", f"/dossiers/{dossier.number}/"):
        assert "promised until" in sign_in("chi", "en").get(path).content.decode(), path
