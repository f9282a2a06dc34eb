"""A form posted after the sign-in expired: nothing is done, and what was typed is there after signing in again."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core import signing
from django.test import Client

from motcua.desk import kept
from motcua.desk.finding import ref_of
from motcua.dossiers.models import Dossier
from motcua.journal.models import Entry
from tests.cast import PASSWORD, reread
from tests.desk.town import Town

SignIn = Callable[..., Client]
LOGIN = "/accounts/login/"
OURS = {"Origin": "http://testserver"}
NOTE = "Ghi chú đã viết rất lâu, có “dấu” & <thẻ>"


@pytest.fixture
def move(town: Town) -> tuple[str, dict[str, Any]]:
    """The address and the fields of moving a dossier on to the office."""
    dossier = town["received"]
    fields = {"unit": str(town.cast.office.pk), "function": "handling", "note": NOTE, "seen": str(dossier.seq)}
    return f"/dossiers/{ref_of(dossier.number, dossier.pk)}/moves/", fields


def expired(client: Client) -> Client:
    """The same browser after its session is over."""
    Session.objects.all().delete()
    return client


def hidden_in(html: str, name: str) -> list[str]:
    """The values of the hidden fields of that name."""
    return [unescape(v) for v in re.findall(rf'<input type="hidden" name="{name}" value="([^"]*)"', html)]


def hidden(answer: Any, name: str) -> list[str]:
    return hidden_in(text(answer), name)


def text(answer: Any) -> str:
    return answer.content.decode()


def signs_in(client: Client, page: Any, password: str = PASSWORD, name: str = "hoa") -> Any:
    [blob] = hidden(page, "kept")
    typed = {"login": name, "password": password, "kept": blob}
    return client.post(LOGIN, typed | {"next": hidden(page, "next")[0]})


def entries() -> int:
    return Entry.objects.count()


def test_what_was_typed_is_still_there_after_signing_in_again_and_is_sent_when_told_to(
    town: Town, move: tuple[str, dict[str, Any]], sign_in: SignIn
) -> None:
    address, fields = move
    client = expired(sign_in("hoa", "en"))
    before = entries()
    asked = client.post(address, fields)
    assert asked.status_code == 401
    assert "what you typed is kept" in text(asked)
    assert 'name="password"' in text(asked)
    shown = signs_in(client, asked)
    assert shown.status_code == 200
    assert "What you typed is still here" in text(shown)
    assert "You are signed in as Trần Thị Hoa" in text(shown)
    assert NOTE in unescape(text(shown))
    assert f'action="{address}"' in text(shown)
    assert entries() == before, "nothing was done yet"
    assert reread(town["received"]).seq == town["received"].seq
    again = {name: hidden(shown, name)[0] for name in fields}
    assert again == fields
    assert client.post(address, again).status_code == 303
    assert reread(town["received"]).holder_function == "handling"


def test_it_can_be_looked_at_in_its_form_before_it_is_sent(
    town: Town, move: tuple[str, dict[str, Any]], sign_in: SignIn
) -> None:
    address, fields = move
    client = expired(sign_in("hoa", "en"))
    shown = signs_in(client, client.post(address, fields))
    assert 'name="_look"' in text(shown)
    before = entries()
    form = client.post(address, fields | {"_look": "1"})
    assert form.status_code == 200
    assert NOTE in unescape(text(form))
    assert entries() == before


def test_the_token_of_the_page_after_signing_in_is_fresh(move: tuple[str, dict[str, Any]], sign_in: SignIn) -> None:
    address, fields = move
    client = expired(sign_in("hoa", "en", enforce_csrf_checks=True))
    client.get(LOGIN)
    token = client.cookies["csrftoken"].value
    asked = client.post(address, fields | {"csrfmiddlewaretoken": token}, headers=OURS)
    assert asked.status_code == 401
    [blob] = hidden(asked, "kept")
    typed = {"login": "hoa", "password": PASSWORD, "kept": blob, "csrfmiddlewaretoken": token}
    shown = client.post(LOGIN, typed, headers=OURS)
    fresh = re.findall(
        rf'action="{re.escape(address)}".*?csrfmiddlewaretoken" value="(\w+)"', text(shown), re.DOTALL
    )
    assert client.post(address, fields | {"csrfmiddlewaretoken": token}, headers=OURS).status_code == 403
    assert client.post(address, fields | {"csrfmiddlewaretoken": fresh[0]}, headers=OURS).status_code == 303


def test_a_wrong_password_loses_nothing(move: tuple[str, dict[str, Any]], sign_in: SignIn) -> None:
    address, fields = move
    client = expired(sign_in("hoa", "en"))
    wrong = signs_in(client, client.post(address, fields), password="not this one")
    assert 'name="password"' in text(wrong)
    assert NOTE in unescape(text(signs_in(client, wrong)))


def test_who_signed_in_in_another_tab_finds_it_from_the_old_sign_in_page(
    move: tuple[str, dict[str, Any]], sign_in: SignIn
) -> None:
    address, fields = move
    client = expired(sign_in("hoa", "en"))
    asked = client.post(address, fields)
    client.post(LOGIN, {"login": "hoa", "password": PASSWORD})
    assert NOTE in unescape(text(signs_in(client, asked)))


def test_a_dossier_that_is_not_his_to_see_stays_so_whoever_signs_in(
    move: tuple[str, dict[str, Any]], sign_in: SignIn
) -> None:
    address, fields = move
    client = expired(sign_in("hoa", "en"))
    signs_in(client, client.post(address, fields), name="dung")
    assert client.post(address, fields).status_code == 404


def test_a_reception_is_kept_whole_and_can_be_sent_once(town: Town, sign_in: SignIn) -> None:
    client = expired(sign_in("hoa", "en"))
    fields = {
        "id": "0193a000-0000-7000-8000-000000000001",
        "procedure": "5-days",
        "deciding_unit": str(town.cast.office.pk),
        "received_unit": str(town.cast.desk.pk),
        "applicant_name": "Nguyễn Thị Mới",
    }
    shown = signs_in(client, client.post("/counter/", fields))
    assert not Dossier.objects.filter(pk=fields["id"]).exists()
    assert "<dt>Full name of the applicant</dt><dd>Nguyễn Thị Mới</dd>" in text(shown)
    assert fields["deciding_unit"] not in re.sub(r"<input[^>]*>", "", text(shown)), "ids say nothing to people"
    looked_at = client.post("/counter/", fields | {"_look": "1"})
    assert looked_at.status_code == 200
    assert "Nguyễn Thị Mới" in text(looked_at)
    assert not Dossier.objects.filter(pk=fields["id"]).exists()
    assert client.post("/counter/", fields).status_code == 303
    assert client.post("/counter/", fields).status_code == 409


def test_what_acts_at_once_is_not_offered_to_be_looked_at(town: Town, sign_in: SignIn) -> None:
    client = expired(sign_in("hoa", "en"))
    fields = {"d": f"{town['received'].pk}:{town['received'].seq}", "next": "/"}
    shown = signs_in(client, client.post("/many/take/", fields))
    assert 'action="/many/take/"' in text(shown)
    assert 'name="_look"' not in text(shown), "this address would act"


def test_fields_that_stand_more_than_once_keep_their_order(town: Town, sign_in: SignIn) -> None:
    client = expired(sign_in("hoa", "en"))
    shown = signs_in(client, client.post("/profile/", {"d": ["3", "1", "2"], "note": ""}))
    assert hidden(shown, "d") == ["3", "1", "2"]
    assert hidden(shown, "note") == [""]


def test_a_password_is_never_kept(town: Town, sign_in: SignIn) -> None:
    client = expired(sign_in("hoa", "en"))
    asked = client.post("/accounts/password/change/", {"oldpassword": "sehr geheim", "password1": "neu"})
    assert asked.status_code == 401
    assert hidden(asked, "kept") == []
    assert "could not be kept" in text(asked)


def test_what_is_longer_than_a_form_of_ours_is_not_kept(town: Town, sign_in: SignIn) -> None:
    asked = sign_in(None, "en").post("/profile/", {"note": "x" * (kept.LARGEST + 1)})
    assert asked.status_code == 401
    assert hidden(asked, "kept") == []


def test_what_we_did_not_keep_ourselves_is_not_shown(town: Town, sign_in: SignIn) -> None:
    forged = signing.dumps(["/dossiers/", [["applicant_name", "Kẻ gian"]]], salt="another", compress=True)
    answer = sign_in(None, "en").post(LOGIN, {"login": "hoa", "password": PASSWORD, "kept": forged})
    assert answer.status_code == 302
    assert kept.read(forged) is None


def test_what_was_kept_a_day_ago_is_not_sent_today(monkeypatch: pytest.MonkeyPatch) -> None:
    blob = signing.dumps(["/x/", [["a", "b"]]], salt=kept.SALT, compress=True)
    assert kept.read(blob) == kept.Kept("/x/", [("a", "b")])
    monkeypatch.setattr(kept, "KEPT_FOR", -1)
    assert kept.read(blob) is None


def test_a_page_of_an_earlier_sign_in_loses_nothing_where_the_browser_says_it_is_ours(
    move: tuple[str, dict[str, Any]], sign_in: SignIn
) -> None:
    address, fields = move
    client = sign_in("hoa", "en", enforce_csrf_checks=True)
    before = entries()
    for said in (OURS, {"Referer": "http://testserver/dossiers/"}):
        answer = client.post(address, fields | {"csrfmiddlewaretoken": "a" * 64}, headers=said)
        assert answer.status_code == 403
        assert NOTE in unescape(text(answer))
    assert entries() == before


@pytest.mark.parametrize("said", [{}, {"Origin": "http://elsewhere.test"}, {"Origin": "null"}])
def test_a_form_from_elsewhere_is_refused_and_not_shown(
    move: tuple[str, dict[str, Any]], sign_in: SignIn, said: dict[str, str]
) -> None:
    address, fields = move
    answer = sign_in("hoa", "en", enforce_csrf_checks=True).post(address, fields, headers=said)
    assert answer.status_code == 403
    assert "Ghi chú" not in text(answer)
    assert "The page was too old" in text(answer)


def test_a_sign_in_page_that_lay_open_for_days_is_given_anew(town: Town, sign_in: SignIn) -> None:
    typed = {"login": "hoa", "password": PASSWORD, "csrfmiddlewaretoken": "a" * 64}
    answer = sign_in(None, "en", enforce_csrf_checks=True).post(LOGIN, typed, headers=OURS)
    assert answer.status_code == 401
    assert 'name="password"' in text(answer)
    assert PASSWORD not in text(answer)
    assert sign_in("hoa", "en", enforce_csrf_checks=True).post(LOGIN, typed, headers=OURS).status_code == 302


def test_opening_a_page_after_the_session_leads_to_the_sign_in_as_ever(town: Town, sign_in: SignIn) -> None:
    answer = expired(sign_in("hoa")).get("/dossiers/?q=1")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{LOGIN}?next=/dossiers/%3Fq%3D1")
