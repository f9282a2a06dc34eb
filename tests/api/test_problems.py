"""Whatever goes wrong is a problem in JSON, in the reader's language, with its place; never HTML, never a 500."""

import json
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from motcua.api.problems import KINDS
from motcua.dossiers.models import Dossier
from tests.api.conftest import Program, reception_of
from tests.cast import Cast
from tests.desk.town import Town

AWAY = '{"missing": "%s"}'


def is_problem(answer: Any, status: int, kind: str) -> dict[str, Any]:
    found = json.loads(answer.content)
    assert (answer.status_code, found.get("type")) == (status, f"/api/v1/docs/#problem-{kind}"), found
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert found["title"] and found["detail"] and found["status"] == status
    return found


@pytest.mark.parametrize(
    "path", ["", "v1", "v1/", "v1/dossiers", "v2/dossiers/", "v1/no/such/", "v1/dossiers//take/"]
)
def test_what_is_not_there_is_not_html(client, db, path):
    is_problem(client.get(f"/api/{path}"), 404, "not-found")


def test_a_host_that_is_not_ours_is_a_problem(client, db):
    is_problem(client.get("/api/v1/me/", headers={"host": "elsewhere.example"}), 400, "bad-request")
    assert client.get("/", headers={"host": "elsewhere.example"}).headers["Content-Type"].startswith("text/html")


def test_a_method_that_is_not_possible_names_those_that_are(town: Town, program):
    hoa = program("hoa")
    put = hoa.client.put("/api/v1/dossiers/", headers=hoa.headers)
    assert "GET" in is_problem(put, 405, "method-not-allowed")["detail"]
    assert put.headers["Allow"] == "GET, HEAD, POST"
    head = hoa.client.head("/api/v1/dossiers/", headers=hoa.headers)
    assert (head.status_code, head.content) == (200, b"")


@pytest.mark.parametrize(("accept", "status"), [("text/html", 406), ("application/json", 200), ("*/*", 200)])
def test_only_json_can_be_had(cast: Cast, program, accept, status):
    assert program("hoa").get("/me/", accept=accept).status_code == status


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_only_json_is_read(town: Town, program, kind):
    hoa = program("hoa")
    answer = hoa.client.post(
        "/api/v1/dossiers/", b"{}", content_type=kind, headers=hoa.headers | {"idempotency-key": "k"}
    )
    is_problem(answer, 415, "media-type")


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"\xff\xfe{}",
        b'{"missing": "\xc3"}',
        b'{"missing": NaN}',
        b"[" * 100_000,
        b'{"missing": ' + b"9" * 5000 + b"}",
    ],
    ids=["cut off", "UTF-16", "half a letter", "NaN", "nested", "a long number"],
)
def test_what_is_no_json_is_a_problem(town: Town, program, body):
    is_problem(program("hoa").acts(town["received"], "supplement", body), 400, "bad-request")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a\\u0000b", "#/missing"),
        ("a\\ud800b", "#/missing"),
        ("\\u001b[31m", "#/missing"),
        (" \\u00a0\\t ", "#/missing"),
        ("x" * 4001, "#/missing"),
        ("\\ufb2c" * 2000, "#/missing"),  # three letters each, once composed
    ],
    ids=["NUL", "half a pair", "escape", "blanks", "long", "long once composed"],
)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_text_that_cannot_be_kept_is_named(town: Town, program, text, place, language):
    answer = program("hoa", language=language).acts(town["received"], "supplement", (AWAY % text).encode())
    found = is_problem(answer, 422, "invalid")
    assert [each["pointer"] for each in found["errors"]] == [place]


@pytest.mark.parametrize(
    ("on", "status"),
    [("9999-12-31", 422), ("0001-01-01", 422), ("2026-02-30", 422), (20261105, 422), ("2026-11-05", 200)],
)
def test_days_that_nobody_means_are_refused(town: Town, program, on, status):
    body = {"outcome": "granted", "document": {"number": "9/QĐ", "on": on}}
    answer = program("chi").acts(town["leader"], "decision", body)
    assert answer.status_code == status
    if status == 422:
        assert answer.json()["errors"][0]["pointer"] == "#/document/on"


def test_numbers_that_no_column_holds_are_refused(cast: Cast, program):
    line = {"what": "Giấy khai sinh", "pages": 2**31, "copies": -1, "fee": 10**18}
    found = is_problem(program("hoa").receives(reception_of(cast, line=line)), 422, "invalid")
    assert {each["pointer"] for each in found["errors"]} == {"#/line/pages", "#/line/copies", "#/line/fee"}
    halves = program("hoa").receives(reception_of(cast, line=line | {"pages": 1.5, "copies": "2", "fee": True}))
    assert len(is_problem(halves, 422, "invalid")["errors"]) == 3
    assert not Dossier.objects.exists()


def test_a_number_twice_for_one_applicant_is_named(cast: Cast, program):
    twice = [{"kind": "passport", "value": "B1"}, {"kind": "passport", "value": " B1 "}]
    answer = program("hoa").receives(reception_of(cast, applicant={"name": "Lan", "identifiers": twice}))
    assert is_problem(answer, 422, "invalid")["errors"][0]["pointer"] == "#/applicant/identifiers"


def test_ten_megabytes_are_too_much(town: Town, program):
    is_problem(program("hoa").acts(town["received"], "supplement", {"missing": "ă" * 5_000_000}), 413, "too-large")


def test_an_unknown_member_with_a_strange_name_is_told_back_readably(town: Town, program):
    hoa = program("hoa")
    strange = hoa.acts(town["received"], "supplement", b'{"missing": "x", "a/b~": 1}')
    assert is_problem(strange, 422, "invalid")["errors"][0]["pointer"] == "#/a~1b~0"
    halved = hoa.acts(town["received"], "supplement", b'{"missing": "x", "\\ud800": 1}')
    is_problem(halved, 422, "invalid")


@pytest.mark.parametrize("ref", ["%00", "%ff", "a" * 3000, "..", "%F0%9F%98%80", "0"])
def test_a_strange_reference_is_not_found(town: Town, program, ref):
    answer = program("hoa").get(f"/dossiers/{ref}/")
    is_problem(answer, 404, "not-found")


def test_a_database_that_is_gone_is_said_and_what_nobody_foresaw_too(town: Town, program, monkeypatch):
    from motcua.api.routes import dossiers

    hoa = program("hoa")

    def breaks(error: Exception) -> Any:
        def entries_of(_pk: Any) -> Any:
            raise error

        return entries_of

    monkeypatch.setattr(dossiers, "entries_of", breaks(OperationalError("gone")))
    answer = hoa.get(f"/dossiers/{town['received'].number}/history/")
    is_problem(answer, 503, "database")
    assert answer.headers["Retry-After"] == "30"
    monkeypatch.setattr(dossiers, "entries_of", breaks(ZeroDivisionError("secret")))
    answer = hoa.get(f"/dossiers/{town['received'].number}/history/")
    assert "secret" not in json.dumps(is_problem(answer, 500, "failed"))


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("vi", "vi"),
        ("en-GB,en;q=0.9", "en"),
        ("fr, en;q=0.3, vi;q=0.8", "vi"),
        ("fr", "vi"),
        ("", "vi"),
        ("en;q=x", "vi"),
    ],
)
def test_the_language_is_the_one_asked_for(client: Client, db, asked, language):
    answer = client.get("/api/v1/me/", headers={"accept-language": asked})
    assert answer.headers["Content-Language"] == language
    assert "Accept-Language" in answer.headers["Vary"]
    title = "No valid token"
    assert (title in answer.json()["title"]) is (language == "en")


def test_every_kind_of_problem_is_explained_on_the_page(client, db):
    page = client.get("/api/v1/docs/").content.decode()
    for kind in KINDS:
        assert f'id="problem-{kind}"' in page


def test_the_page_explains_every_operation_and_runs_nothing(client, db):
    from motcua.api import openapi

    client.cookies["django_language"] = "en"
    answer = client.get("/api/v1/docs/")
    page = answer.content.decode()
    assert answer.status_code == 200 and "<script" not in page
    for path, methods in openapi.document()["paths"].items():
        assert path in page
        for operation in methods.values():
            assert operation["summary"] in page
    assert "http" not in page.replace("http-equiv", "")


def test_the_document_is_open_to_everybody(client, db):
    from motcua.api import openapi

    answer = client.get("/api/v1/openapi.json")
    assert answer.json() == openapi.document() and answer.json()["openapi"] == "3.1.0"
    assert Program().get("/me/").status_code == 401
