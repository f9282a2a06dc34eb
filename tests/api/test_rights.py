"""A token opens what its scopes name, what its account's posts allow, what its units hold; and nothing else."""

import itertools
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from motcua.api import openapi
from motcua.api.clients import end_client
from motcua.api.models import ApiClient, Scope
from motcua.journal.by import SYSTEM
from motcua.journal.models import Detail, Entry, Reading
from motcua.journal.verify import verify
from motcua.moments import local_day
from motcua.people.models import Account
from tests.api.conftest import Program
from tests.cast import GROUND
from tests.desk.test_routes import leaks
from tests.desk.town import Town, ago, received_ago

OPERATIONS = [
    (path.removeprefix("/api/v1"), method, operation)
    for path, methods in openapi.document()["paths"].items()
    for method, operation in methods.items()
]
NAMES = [f"{method} {path}" for path, method, _operation in OPERATIONS]
NEEDS = {
    "Procedures": Scope.PROCEDURES_READ,
    "Dossiers": Scope.DOSSIERS_READ,
    "Acts": Scope.DOSSIERS_ACT,
    "Reports": Scope.REPORTS_READ,
}


def asked(program: Program, path: str, method: str, ref: str) -> Any:
    address = path.replace("{ref}", ref).replace("{code}", "5-days")
    if method == "get":
        return program.get(address, {"from": "2026-01-01", "to": "2026-12-31"} if "reports" in path else None)
    return program.post(address, {}, if_match='"1"', idempotency_key="k")


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS, ids=NAMES)
def test_an_operation_is_closed_without_its_token_and_its_scope(town: Town, program, path, method, operation):
    ref = town["received"].number
    before = Entry.objects.filter(subject_type="dossier").count()
    nobody = asked(Program(), path, method, ref)
    assert (nobody.status_code, nobody.headers["WWW-Authenticate"]) == (401, 'Bearer realm="motcua"')
    assert asked(Program("motcua_guessed"), path, method, ref).status_code == 401
    need = NEEDS.get(operation["tags"][0])
    if need is not None:
        lacking = asked(program("hoa", [scope for scope in Scope if scope != need]), path, method, ref)
        assert (lacking.status_code, lacking.json()["type"]) == (403, "/api/v1/docs/#problem-scope-missing")
        assert need.value in lacking.json()["detail"]
    stranger = asked(program("dung"), path, method, ref)
    assert not leaks(stranger, town, [ref])
    if "{ref}" in path:
        assert stranger.status_code in (404, 422), stranger.json()
        assert stranger.status_code == asked(program("dung"), path, method, "no-such-number").status_code
    assert Entry.objects.filter(subject_type="dossier").count() == before


def test_a_session_opens_nothing(town: Town, sign_in_cookie):
    answer = sign_in_cookie("hoa").get(f"/api/v1/dossiers/{town['received'].number}/")
    assert answer.status_code == 401


@pytest.fixture
def sign_in_cookie(cast):
    def signed(who: str) -> Client:
        client = Client()
        client.force_login(Account.objects.get(username=who))
        return client

    return signed


def test_a_stranger_sees_a_dossier_as_one_that_does_not_exist(town: Town, program):
    dung = program("dung")
    hidden, absent = dung.get(f"/dossiers/{town['received'].number}/"), dung.get("/dossiers/no-such/")
    assert (hidden.status_code, hidden.content) == (404, absent.content)
    assert dung.get("/dossiers/").json()["items"] == []


def test_a_token_is_in_force_from_a_day_to_a_day(cast, program):
    today = local_day(ago(0))
    assert program("hoa", from_on=today + timedelta(2)).get("/me/").status_code == 401
    assert program("hoa", until_on=today - timedelta(1)).get("/me/").status_code == 401
    ended = program("hoa")
    assert ended.get("/me/").status_code == 200
    end_client(ApiClient.objects.latest("id"), on=today - timedelta(1), by=SYSTEM, at=ago(0), ground=GROUND)
    assert ended.get("/me/").status_code == 401
    acts = list(Entry.objects.filter(subject_type="apiclient").values_list("act", flat=True))
    assert set(acts) == {"admit_client", "end_client"}
    assert verify().ok


def test_an_account_that_is_closed_closes_its_tokens(cast, program):
    hoa = program("hoa")
    Account.objects.filter(username="hoa").update(is_active=False)
    assert hoa.get("/me/").status_code == 401


def test_of_a_token_only_the_hash_is_kept(cast, program):
    token = program("hoa").headers["Authorization"].removeprefix("Bearer ")
    assert token.startswith("motcua_") and len(token) > 40
    kept = ApiClient.objects.values_list().get()
    assert token not in str(kept)
    assert not any(token in (text or "") for text in Detail.objects.values_list("content", flat=True))


def test_a_client_may_be_narrowed_to_units_below_its_account(town: Town, program):
    """Em sees all of the district; narrowed to the commune next door nothing of it is left."""
    cast = town.cast
    everything = {each["number"] for each in program("em").get("/dossiers/").json()["items"]}
    assert town["received"].number in everything
    at_the_office = program("em", units=[cast.office])
    assert {each["number"] for each in at_the_office.get("/dossiers/").json()["items"]} == everything
    elsewhere = program("em", units=[cast.commune])
    assert elsewhere.get("/dossiers/").json()["items"] == []
    assert elsewhere.get(f"/dossiers/{town['received'].number}/").status_code == 404
    assert elsewhere.get(f"/dossiers/{town['received'].pk}/").status_code == 404
    assert at_the_office.get(f"/dossiers/{town['received'].number}/").status_code == 200


def test_a_narrowed_client_acts_only_from_posts_in_its_units(town: Town, program):
    """Hoa's posts are at the desk: narrowed to the office she has none, narrowed to the district she has both."""
    cast, dossier = town.cast, town["received"]
    narrowed = program("hoa", units=[cast.office])
    assert narrowed.get("/me/").json()["posts"] == []
    refused = narrowed.acts(dossier, "take")
    assert (refused.status_code, refused.json()["code"]) == (409, "not_yours")
    assert program("hoa", units=[cast.district]).acts(dossier, "take").status_code == 200


def test_a_narrowed_client_is_told_the_figures_of_its_units_only(town: Town, program):
    period = {"from": local_day(ago(60)).isoformat(), "to": local_day(ago(0)).isoformat()}
    whole = program("em").get("/reports/06a/", period).json()["total"]["received"]["total"]
    assert whole == len(town.by_state)
    narrowed = program("em", units=[town.cast.office])
    made = narrowed.get("/reports/06a/", period).json()
    assert (made["unit"], made["total"]["received"]["total"]) == ("801.02", whole)
    assert narrowed.get("/reports/06a/", period | {"unit": "801"}).status_code == 404
    assert narrowed.get("/reports/06a/", period | {"unit": "801.02"}).status_code == 200
    two = program("em", units=[town.cast.office, town.cast.desk]).get("/reports/06a/", period)
    assert (two.status_code, two.json()["errors"][0]["parameter"]) == (422, "unit")


def test_reading_a_dossier_is_written_down_with_its_door(town: Town, program):
    an = program("an")
    for _time in range(2):
        an.get(f"/dossiers/{town['taken'].number}/")
    row = Reading.objects.get(subject_id=town["taken"].pk)
    assert (row.door, row.times) == ("api", 2)


def test_who_am_i(cast, program):
    me = program("hoa", [Scope.DOSSIERS_READ], language="vi").get("/me/").json()
    assert (me["username"], me["scopes"], me["units"]) == ("hoa", ["dossiers:read"], [])
    assert [(post["unit"]["code"], post["function"]) for post in me["posts"]] == [
        ("801.01", "receiving"),
        ("801.01", "returning"),
    ]


def test_what_can_be_done_now_is_what_the_acts_allow(town: Town, program):
    for who, state in itertools.product(
        ("hoa", "an", "chi"), ("received", "leader", "decided", "waiting", "stopped")
    ):
        dossier = town[state]
        answer = program(who).get(f"/dossiers/{dossier.number}/standing/")
        assert answer.status_code == 200
        for path in {"take", "return", "agreement"}:
            done = program(who).acts(dossier, path, {})
            assert (done.status_code == 200) == (path in answer.json()["acts"]), (who, state, path)
            if done.status_code == 200:
                dossier = town.by_state[state] = received_ago(town.cast, 0.1)
                break
    readonly = program("hoa", [Scope.DOSSIERS_READ]).get(f"/dossiers/{town['received'].number}/standing/")
    assert readonly.json()["acts"] == []
