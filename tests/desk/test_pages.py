"""What pages show: as many statements however many rows, bad questions answered, errors in a sentence."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from motcua.desk.chips import chip, in_words
from motcua.desk.now import now
from motcua.dossiers.models import Dossier
from motcua.dossiers.passing import hand_over
from motcua.dossiers.standing import Standing, is_due_today, is_overdue, standing
from motcua.people.models import Account
from tests.cast import Cast, at
from tests.desk.town import Town, act, decided, received_ago


def statements(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as told:
        assert client.get(path).status_code == 200
    return len(told)


LISTS = (
    "/",
    "/dossiers/",
    "/dossiers/?q=nguyen",
    "/dossiers/?show=overdue",
    "/reports/06a/",
    "/reports/06a/open.total/",
)


def test_pages_ask_as_often_for_fifty_dossiers_as_for_ten(cast: Cast, sign_in):
    client = sign_in("chi")
    for number in range(10):
        received_ago(cast, 30 - number * 0.5, number)
    few = {path: statements(client, path) for path in LISTS}
    for number in range(10, 50):
        received_ago(cast, 30 - number * 0.5, number)
    assert {path: statements(client, path) for path in LISTS} == few
    desk = few.pop("/")  # each view beside it is counted
    assert desk <= 24 and max(few.values()) <= 12, (desk, few)


def test_a_dossiers_page_asks_as_often_for_a_long_history_as_for_a_short_one(cast: Cast, sign_in):
    client, dossier = sign_in("chi"), received_ago(cast, 20)
    path = f"/dossiers/{dossier.number}/"
    few = statements(client, path)
    for number in range(30):
        to = cast.accounts["hoa"].pk if number % 2 else None
        act(hand_over, dossier, cast.hoa, 10 - number * 0.1, to=to)
    assert statements(client, path) <= few + 1  # the holder's name
    assert few <= 25


def test_fifty_stand_on_a_page_and_the_rest_behind_it(cast: Cast, sign_in):
    for number in range(53):
        received_ago(cast, 30 - number * 0.5, number)
    client = sign_in("chi")
    first, second = (client.get("/dossiers/", {"page": page}).content.decode() for page in (1, 2))
    assert (first.count("data-line"), second.count("data-line")) == (50, 3)
    for page in ("0", "-1", "abc", "9" * 30, ""):
        assert client.get("/dossiers/", {"page": page}).status_code == 200


@pytest.mark.parametrize(
    ("query", "found"),
    [("lan", 1), ("LAN nguyen", 1), ("thi", 3), ("đức", 1), ("duc", 1), ("08019000000", 4), ("H39-", 4), ("zz", 0)],
)
def test_a_part_of_number_name_or_identifier_finds_without_accents(cast: Cast, sign_in, query, found):
    for number in (0, 1, 2, 4):
        received_ago(cast, 10 - number, number)
    assert sign_in("hoa").get("/dossiers/", {"q": query}).content.decode().count("data-line") == found


@pytest.mark.parametrize("query", ["%", "_", "'", "\\", "\x00", "a" * 5000, "\ud7ff", "“”", "<script>"])
def test_no_search_breaks_the_page(town: Town, sign_in, query):
    page = sign_in("hoa").get("/dossiers/", {"q": query})
    assert page.status_code == 200
    assert "<script>" not in page.content.decode()


@pytest.mark.parametrize(("language", "word"), [("vi", "Kiểm tra lại số hồ sơ"), ("en", "Check the number")])
def test_half_a_number_leads_to_the_search(town: Town, sign_in, language, word):
    page = sign_in("hoa", language).get("/dossiers/000.00.28.H39/")
    assert page.status_code == 404
    assert word in page.content.decode()
    assert 'value="000.00.28.H39"' in page.content.decode()
    for odd in ("%00", "%ff", "a" * 300, "%F0%9F%98%80"):
        assert sign_in("hoa").get(f"/dossiers/{odd}/").status_code == 404


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("from=2019-02-30&to=2019-03-01", 422),
        ("from=yesterday&to=today", 422),
        ("from=2019-11-06&to=2019-01-01", 422),
        ("from=0001-01-01&to=9999-12-31", 422),
        ("from=2019-01-01&to=2019-11-06&unit=99999", 404),
        ("from=2019-01-01&to=2019-11-06&unit=27899", 404),
        ("from=2019-01-01&to=2019-11-06&by=colour", 422),
        ("from=2019-01-01&to=2019-11-06&axis=x", 422),
        ("from=2019-01-01&to=2019-11-06&layout=99", 422),
        ("from=2019-01-01&to=2019-11-06&by=field&row=x", 422),
        ("from=01/01/2019&to=06/11/2019", 200),
        ("from=2019-01-01&to=2019-11-06&unit=801.02&by=unit&axis=recorded&layout=07a", 200),
    ],
)
@pytest.mark.parametrize("path", ["/reports/06a/", "/reports/06a.csv", "/reports/06a/received.total/"])
def test_a_report_that_cannot_be_asked_for_says_so(cast: Cast, sign_in, question, status, path):
    answer = sign_in("chi").get(f"{path}?{question}")
    assert answer.status_code == status
    if status != 200:
        assert 'role="alert"' in answer.content.decode()


def test_every_figure_opens_into_as_many_dossiers_as_it_counts(town: Town, sign_in):
    for layout in ("06a", "07a"):
        for who in ("chi", "em"):
            _walk_figures(sign_in(who, "en"), layout)


def _walk_figures(client: Client, layout: str) -> None:
    day = now().day
    span = f"from={day - timedelta(days=20)}&to={day}"
    page = client.get(f"/reports/06a/?{span}&by=procedure&layout={layout}").content.decode()
    figures = re.findall(r'<td[^>]*><a href="([^"]+)">([\d.]+)</a>', page)
    assert len(figures) > 10
    for href, shown in figures:
        opened = client.get("/reports/06a/" + href.replace("&amp;", "&")).content.decode()
        n = int(re.search(r"<strong>([\d.]+) dossiers?</strong>", opened)[1])  # type: ignore[index]
        assert n == int(shown), href
        assert opened.count("data-line") == n


def test_an_overdue_heap_holds_what_is_overdue(town: Town):
    present, dossiers = now(), list(Dossier.objects.all())
    for rule, expected in ((is_overdue, Standing.OVERDUE), (is_due_today, Standing.DUE_TODAY)):
        found = set(Dossier.objects.filter(rule(present.at)).values_list("pk", flat=True))
        assert found == {d.pk for d in dossiers if standing(d, present.at) is expected}
    assert standing(town["overdue"], present.at) is Standing.OVERDUE
    assert standing(town["waiting"], present.at) is Standing.WAITING
    assert standing(town["withdrawn"], present.at) is Standing.ON_TIME
    assert standing(town["late"], present.at) is Standing.LATE


@pytest.mark.parametrize(
    ("hour", "words"),
    [
        (7, "1 hour 30 minutes left, due today at 09:00"),
        (8, "1 hour left, due today at 09:00"),
        (10, "due today at 09:00"),
    ],
)
def test_on_its_day_a_dossier_says_the_working_hours_that_are_left(cast: Cast, hour: int, words: str):
    dossier = cast.received(at(7, 9))
    present = replace(now(), at=at(14, hour), day=at(14).date())
    with translation.override("en"):
        assert chip(dossier, present).words == words


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0 minutes"), (59, "59 minutes"), (180, "3 hours"), (450, "1 day"), (1085, "2 days 3 hours")],
)
def test_working_time_is_said_in_days_of_work(minutes, words, db):
    with translation.override("en"):
        assert in_words(minutes, 450) == words


def test_numbers_days_and_times_are_written_as_here_in_both_languages(db):
    from datetime import UTC, date, datetime

    from django.template import Context, Template

    template = Template("{{ n }} {{ day }} {{ at }}")
    values = {"n": 13051, "day": date(2019, 11, 5), "at": datetime(2019, 11, 5, 7, 30, tzinfo=UTC)}
    for language in ("vi", "en"):
        with translation.override(language):
            assert template.render(Context(values)) == "13.051 05/11/2019 14:30 05/11/2019"


@pytest.mark.parametrize(("language", "word"), [("vi", "Cơ sở dữ liệu"), ("en", "The database")])
def test_a_database_that_is_away_is_said_without_a_traceback(fresh_database, language, word):
    from django.db import connections

    client = Client(raise_request_exception=False)
    client.cookies["django_language"] = language
    client.cookies["sessionid"] = "somebody-from-before"
    connections["default"].close()
    settings = connections["default"].settings_dict
    kept, settings["HOST"] = settings["HOST"], "/nowhere"
    try:
        answer = client.get("/")
        text = answer.content.decode()
    finally:
        settings["HOST"] = kept
    assert answer.status_code == 503
    assert word in text
    assert "Traceback" not in text and "OperationalError" not in text
    assert answer.headers["Retry-After"]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_failure_of_ours_is_said_without_a_traceback(cast: Cast, language, monkeypatch):
    from motcua.desk import inbox

    def broken(*args: Any) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(inbox, "rail", broken)
    client = Client(raise_request_exception=False)
    client.cookies["django_language"] = language
    client.force_login(Account.objects.get(username="hoa"))
    answer = client.get("/")
    assert answer.status_code == 500
    assert "secret detail" not in answer.content.decode()
    assert {"vi": "Chưa có gì thay đổi", "en": "Nothing was changed"}[language] in answer.content.decode()


def test_the_chip_of_a_dossier_has_a_mark_a_word_and_a_tone(town: Town):
    with translation.override("en"):
        shown = {state: chip(dossier, now()) for state, dossier in town.by_state.items()}
    assert all(each.mark and each.words and each.tone for each in shown.values())
    assert (shown["overdue"].mark, shown["overdue"].tone) == ("▲", "bad")
    assert shown["overdue"].words.startswith("overdue by ")
    assert shown["returned"].words in ("done early", "done on time")


def test_a_page_of_a_decided_dossier_tells_its_whole_way(cast: Cast, sign_in):
    dossier = decided(cast, 5)
    page = sign_in("hoa", "en").get(f"/dossiers/{dossier.number}/").content.decode()
    for said in ("received the dossier", "took the dossier in hand", "decided: Granted", "Return the result"):
        assert said in page
    assert page.index("decided: Granted") < page.index("received the dossier"), "the latest comes first"
