"""Wordings in the browser: read by everybody, changed by an administrator, previewed on a past dossier."""

from datetime import timedelta

import pytest
from django.utils import timezone

from motcua.moments import local_day
from motcua.notices.models import NoticeRule, Wording
from motcua.notices.wording import words_on
from tests.desk.conftest import sign_in, town  # noqa: F401 -- fixtures
from tests.desk.routes.calendars import administrator
from tests.desk.town import Town

SMS = "/notices/wordings/received/sms/vi/"
MAIL = "/notices/wordings/ready/email/en/"
HTMX = {"HTTP_HX_REQUEST": "true"}


def tomorrow():
    return local_day(timezone.now()) + timedelta(days=1)


@pytest.fixture
def quan(town: Town, sign_in):  # noqa: F811
    administrator(town.cast)
    return sign_in("quan", "en")


def day_of(day) -> str:
    return f"{day:%d/%m/%Y}"


def test_a_wording_holds_from_its_day_on(quan):
    text = "Ho so {number} da tiep nhan ngay {day}."
    answer = quan.post(SMS, {"body": text, "valid_from": day_of(tomorrow())})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{SMS}?since={tomorrow():%Y-%m-%d}")
    key = ("received", "sms", "vi")
    assert words_on(tomorrow(), *key).body == text != words_on(local_day(timezone.now()), *key).body
    assert "not yet in force" in quan.get(SMS).content.decode()
    assert f"new from {day_of(tomorrow())}" in quan.get("/notices/wordings/").content.decode()
    assert text in quan.get(f"{SMS}?since={tomorrow():%Y-%m-%d}").content.decode()


@pytest.mark.parametrize(
    ("body", "said", "line"),
    [
        ("Dong mot\nHo so {nummer}", "Line 2: there is no field {nummer} here", 2),
        ("Ho so {number\nxin chao", "Line 1: a brace stands alone", 1),
        ("Ho so {number}\n\nVui ve ☺", "Line 3: the sign", 3),
        ("Ho so {number} " + "rat dai " * 30, "fit", 1),
    ],
)
def test_what_cannot_be_sent_is_shown_with_its_line_and_not_put_in_force(quan, body, said, line):
    previewed = quan.post(SMS, {"body": body, "_preview": "1"}, **HTMX).content.decode()
    put = quan.post(SMS, {"body": body, "valid_from": day_of(tomorrow())})
    assert put.status_code == 409
    for text in (previewed, put.content.decode()):
        assert said in text
        marked = text.split('class="wording-lines">')[1].split("</ol>")[0].split("<li")[1:]
        assert [n for n, each in enumerate(marked, start=1) if "wrong-line" in each] == [line]
    assert not Wording.objects.exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title": "", "body": "Ready"}, "needs a subject"),
        ({"title": "Ready", "body": " "}, "needs a text"),
        ({"title": "x" * 151, "body": "Ready"}, "there is room for 150"),
        ({"title": "Ready", "body": "x" * 10_001}, "there is room for 10000"),
        ({"title": "Ready", "body": "Ready", "valid_from": "01/01/2019"}, "which is past"),
        ({"title": "Ready", "body": "Ready", "valid_from": "yesterday"}, "no day of the calendar"),
    ],
)
def test_a_wrong_wording_is_refused_at_its_field_and_stays_typed(quan, typed, said):
    answer = quan.post(MAIL, {"valid_from": day_of(tomorrow())} | typed)
    assert answer.status_code in (409, 422) and said in answer.content.decode().replace(",", "")
    assert typed["title"] in answer.content.decode()
    assert not Wording.objects.exists()


@pytest.mark.parametrize("event", ["received", "supplement", "ready", "taken"])
def test_the_preview_is_filled_from_a_past_dossier(town: Town, quan, event):  # noqa: F811
    text = quan.get(f"/notices/wordings/{event}/sms/vi/").content.decode()
    numbers = [each.number for each in town.by_state.values()]
    paper = text.split("wording-paper")[1].split("</div>")[0]
    assert any(number in paper for number in numbers), paper
    assert " / 160 " in text


def test_the_dossier_of_the_preview_is_one_that_the_reader_sees(town: Town, quan, sign_in):  # noqa: F811
    number = town["received"].number
    assert number in quan.get(f"{SMS}?number={number}").content.decode().split("wording-paper")[1]
    stranger = sign_in("dung", "en").get(f"{SMS}?number={number}").content.decode()
    assert "or you may not see it" in stranger and "wording-paper" not in stranger
    assert "or you may not see it" in quan.get(f"/notices/wordings/taken/sms/vi/?number={number}").content.decode()


def test_everybody_reads_and_only_an_administrator_changes(town: Town, sign_in):  # noqa: F811
    hoa = sign_in("hoa", "en")
    assert "Put in force" not in hoa.get(SMS).content.decode()
    assert hoa.post(SMS, {"body": "Ho so {number}", "valid_from": day_of(tomorrow())}).status_code == 403
    assert hoa.post(SMS, {"body": "Ho so {number}", "_preview": "1"}).status_code == 200
    assert hoa.get("/notices/wordings/received/telephone/vi/").status_code == 404
    assert hoa.get("/notices/wordings/received/sms/xx/").status_code == 404


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ({}, 303, ""),
        ({"per_minute": "0"}, 409, "from 1 to"),
        ({"per_minute": "many"}, 422, "Write a whole number."),
        ({"quiet_from": "25:00"}, 422, "This is no hour."),
        ({"quiet_from": "07:00", "quiet_until": "06:00"}, 409, "20 hours at most"),
    ],
)
def test_the_quiet_hours_are_laid_down_from_a_day_on(quan, typed, status, said):
    given = {"quiet_from": "22:00", "quiet_until": "06:30", "per_minute": "60", "valid_from": day_of(tomorrow())}
    answer = quan.post("/notices/hours/", given | typed)
    assert answer.status_code == status and said in answer.content.decode()
    assert NoticeRule.objects.count() == (status == 303)
