"""Reading: lists by cursor, versions by ETag, procedures on a day, the report; statements that do not grow."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.dossiers.models import Dossier
from motcua.moments import local_day
from motcua.reports.frame import Frame
from motcua.reports.layouts import FORM_06A
from motcua.reports.report import document, report
from tests.cast import Cast
from tests.desk.town import Town, ago, received_ago


def all_pages(program, query: dict, meanwhile=lambda: None) -> list[str]:
    found, cursor = [], None
    while True:
        answer = program.get("/dossiers/", query | ({"cursor": cursor} if cursor else {}))
        assert answer.status_code == 200, answer.json()
        found += [each["number"] for each in answer.json()["items"]]
        cursor = answer.json()["next"]
        if cursor is None:
            return found
        meanwhile()


@pytest.mark.parametrize("order", ["newest", "due"])
def test_pages_tell_every_dossier_once(town: Town, program, order):
    hoa = program("hoa")
    whole = [each["number"] for each in hoa.get("/dossiers/", {"order": order}).json()["items"]]
    assert len(whole) == len(town.by_state)
    assert all_pages(hoa, {"order": order, "limit": 2}) == whole
    column = "received_at" if order == "newest" else "due_at"
    known = dict(Dossier.objects.exclude(**{column: None}).values_list("number", column))
    values = [known[number] for number in whole if number in known]
    assert values == sorted(values, reverse=order == "newest")
    assert whole[: len(values)] == [number for number in whole if number in known], "those without come last"


def test_what_comes_in_between_two_pages_moves_nothing(town: Town, program):
    hoa = program("hoa")
    before = [each["number"] for each in hoa.get("/dossiers/").json()["items"]]
    told = all_pages(hoa, {"limit": 3}, lambda: received_ago(town.cast, 0.01))
    assert told == before


@pytest.mark.parametrize("cursor", ["x", "0" * 500, "WyJhIl0:1abc:def", "null"])
def test_a_cursor_that_is_not_ours_is_a_problem(town: Town, program, cursor):
    answer = program("hoa").get("/dossiers/", {"cursor": cursor})
    assert (answer.status_code, answer.json()["type"]) == (400, "/api/v1/docs/#problem-bad-cursor")


def test_a_cursor_belongs_to_its_question_and_its_client(town: Town, program):
    hoa = program("hoa")
    cursor = hoa.get("/dossiers/", {"limit": 2}).json()["next"]
    assert hoa.get("/dossiers/", {"limit": 5, "cursor": cursor}).status_code == 200
    for other, query in ((hoa, {"q": "lan"}), (hoa, {"order": "due"}), (program("hoa"), {})):
        assert other.get("/dossiers/", query | {"cursor": cursor}).status_code == 400
    changed = cursor[:-1] + ("A" if cursor[-1] != "A" else "B")
    assert hoa.get("/dossiers/", {"cursor": changed}).status_code == 400
    assert hoa.get("/procedures/", {"cursor": cursor}).status_code == 400


@pytest.mark.parametrize(
    ("query", "states"),
    [
        ({"q": "tran duc"}, {"received", "stopped"}),
        ({"q": "0801900", "show": "waiting"}, {"waiting"}),
        ({"state": "decided"}, {"decided", "late"}),
        ({"procedure": "15-calendar"}, {"received"}),
        ({"channel": "online"}, set()),
        ({"show": "to_return", "unit": "801.01"}, {"decided", "late"}),
        ({"show": "mine"}, set()),
    ],
)
def test_filters_narrow_as_the_desk_does(town: Town, program, query, states):
    found = {each["number"] for each in program("hoa").get("/dossiers/", query).json()["items"]}
    assert found == {town[state].number for state in states}


def test_days_of_reception_and_of_due_are_local_and_included(town: Town, program):

    day = local_day(ago(9))
    found = program("hoa").get("/dossiers/", {"received_from": day, "received_to": day}).json()["items"]
    assert town["returned"].number in {each["number"] for each in found}
    assert all(each["received_at"].startswith(day.isoformat()) for each in found)


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ({"limit": 0}, "limit"),
        ({"limit": 101}, "limit"),
        ({"limit": "9" * 400}, "limit"),
        ({"limit": "many"}, "limit"),
        ({"received_from": "0001-01-01"}, "received_from"),
        ({"received_from": "9999-12-31"}, "received_from"),
        ({"received_from": "1234567890"}, "received_from"),
        ({"due_to": "31/12/2026"}, "due_to"),
        ({"state": "lost"}, "state"),
        ({"q": "a\x00b"}, "q"),
        ({"colour": "red"}, "colour"),
    ],
)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_cannot_be_asked_is_named(town: Town, program, query, parameter, language):
    answer = program("hoa", language=language).get("/dossiers/", query)
    assert answer.status_code == 422, answer.json()
    assert [each["parameter"] for each in answer.json()["errors"]] == [parameter]
    assert answer.json()["errors"][0]["detail"]


def test_a_dossier_is_read_whole_with_its_version(town: Town, program):
    dossier = town["decided"]
    answer = program("hoa").get(f"/dossiers/{dossier.number}/")
    found = answer.json()
    assert answer.headers["ETag"] == f'"{dossier.seq}"'
    assert found["outcome"]["number"] == "4/QĐ-UBND" and found["outcome"]["outcome"] == "granted"
    assert found["person"]["identifiers"] == [{"kind": "personal_id", "value": "080190000003"}]
    assert found["limit"] == {"value": 5, "unit": "working_day", "cutoff": None}
    assert found["received_at"].endswith("+07:00") and found["holder"]["function"] == "returning"
    by_id = program("hoa").get(f"/dossiers/{dossier.pk}/")
    assert by_id.content == answer.content


def test_what_is_known_already_is_not_sent_again(town: Town, program):
    dossier, hoa = town["received"], program("hoa")
    address = f"/dossiers/{dossier.number}/"
    tag = hoa.get(address).headers["ETag"]
    same = hoa.get(address, if_none_match=tag)
    assert (same.status_code, same.content, same.headers["ETag"]) == (304, b"", tag)
    assert hoa.get(address, if_none_match=f'W/{tag}, "77"').status_code == 304
    hoa.acts(dossier, "take")
    assert hoa.get(address, if_none_match=tag).status_code == 200


def test_what_happened_is_told_in_the_language_asked_for(town: Town, program):
    address = f"/dossiers/{town['taken'].number}/history/"
    english = program("an").get(address).json()["items"]
    assert [each["act"] for each in english] == ["receive", "move", "take"]
    assert english[2]["sentence"] == "Lê Văn An (Handling officer, Phòng Tư pháp) took the dossier in hand"
    assert "nhận xử lý" in program("an", language="vi").get(address).json()["items"][2]["sentence"]
    papers = program("an").get(f"/dossiers/{town['taken'].number}/papers/").json()["items"]
    assert [paper["name"] for paper in papers] == ["Tờ khai", "Bản sao giấy tờ tùy thân"]


def test_procedures_are_found_and_read_as_they_are_in_force_on_a_day(cast: Cast, program):
    an = program("an")
    assert [each["code"] for each in an.get("/procedures/", {"q": "khai sinh"}).json()["items"]] == ["5-days"]
    every = an.get("/procedures/", {"limit": 3}).json()
    rest = an.get("/procedures/", {"limit": 3, "cursor": every["next"]}).json()
    codes = [each["code"] for each in every["items"] + rest["items"]]
    assert codes == sorted(codes) and len(codes) == len(set(codes)) == len(cast.versions)
    one = an.get("/procedures/5-days/").json()
    assert [paper["name"] for paper in one["version"]["papers"]] == ["Tờ khai", "Bản sao giấy tờ tùy thân"]
    assert {terms["channel"]: terms["limit"]["value"] for terms in one["version"]["terms"]} == {
        "counter": 5,
        "online": 5,
        "post": 5,
    }
    assert [unit["code"] for unit in one["offered_by"]] == ["27899", "801.02"]
    before = an.get("/procedures/5-days/", {"on": "2017-12-31"}).json()
    assert before["version"] is None and len(before["versions"]) == 1
    assert an.get("/procedures/no-such/").status_code == 404
    assert an.get("/procedures/", {"unit": "801.01"}).json()["items"] == []
    assert an.get("/procedures/", {"unit": "nowhere"}).status_code == 404


def test_the_report_is_the_desks_report(town: Town, program):
    first, last = local_day(ago(60)), local_day(ago(0))
    made = program("em").get("/reports/06a/", {"from": first, "to": last, "by": "unit", "unit": "801"}).json()
    frame = Frame.of(first, last, unit="801", user=town.cast.accounts["em"])
    expected = document(report(FORM_06A, frame, "unit"))
    assert {name: made[name] for name in ("period", "unit", "axis", "total", "rows")} == expected
    assert made["definitions"]["open.overdue"] == "Open, and due on the period's last day or earlier."


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"from": "2026-12-31"}, 422),
        ({"from": "1950-01-01"}, 422),
        ({"unit": "nowhere"}, 404),
        ({"unit": "27899"}, 404),
        ({"axis": "both"}, 422),
        ({"to": ""}, 422),
    ],
)
def test_a_report_that_cannot_be_made_is_a_problem(town: Town, program, change, status):
    asked = {"from": "2026-01-01", "to": "2026-06-30"} | change
    assert program("em").get("/reports/06a/", asked).status_code == status


def statements(program, address: str, query: dict | None = None) -> int:
    program.get(address, query)
    with CaptureQueriesContext(connection) as said:
        assert program.get(address, query).status_code == 200
    return len(said)


def test_lists_take_as_many_statements_for_a_hundred_rows_as_for_one(town: Town, program):
    hoa = program("hoa")
    few = statements(hoa, "/dossiers/", {"limit": 1})
    for number in range(40):
        received_ago(town.cast, 2 + number * 0.01, number)
    assert statements(hoa, "/dossiers/", {"limit": 100}) == few <= 4
    assert statements(hoa, f"/dossiers/{town['leader'].number}/") <= 9
