"""Every route, as the URL resolver has it, walked as everyone who may not and as one who may.

A route that nobody declared in the table fails. What may not be seen answers as what does not exist.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern, URLResolver

from motcua.journal.models import Entry
from tests.cast import PASSWORD
from tests.desk.routes import of_the_parts
from tests.desk.routes.route import Route, act_on, of
from tests.desk.town import Town

SIGN_IN = "/accounts/login/"


# These lead nobody on to the first page, which asks him to sign in.
LEADS_ON = ("language", "account_logout")
NOBODY_TOO = {"nobody_get": 200, "nobody_post": 200}
ROUTES: dict[str, Route] = {
    "account_login": Route(get=302, post=302, stranger_get=302, stranger_post=302, **NOBODY_TOO),
    "account_logout": Route(get=200, post=302, stranger_post=302, nobody_post=302),
    "account_inactive": Route(nobody_get=200, nobody_post=405),
    "account_change_password": Route(
        post=302,
        stranger_post=302,
        data=lambda town: {
            "oldpassword": PASSWORD,
            "password1": "bốn từ chẳng ai ghép",
            "password2": "bốn từ chẳng ai ghép",
        },
    ),
    "home": Route(),
    "language": Route(
        get=302,
        post=302,
        stranger_get=302,
        stranger_post=302,
        nobody_post=302,
        data=lambda town: {"language": "en"},
    ),
    "profile": Route(),
    "report": Route(),
    "report_file": Route(args=lambda town: ["csv"]),
    "cell": Route(args=lambda town: ["received.total"]),
    "dossiers": Route(),
    "dossier": Route(stranger_get=404, args=of("received")),
    "take": act_on("hoa", "received"),
    "moves": act_on("hoa", "received", unit=lambda town: town.cast.office.pk, function="handling"),
    "decision": act_on("chi", "leader", outcome="granted", number="9/QĐ", on="01/11/2026"),
    "return": act_on("hoa", "decided"),
    "supplement": act_on("hoa", "received", missing="Bản sao"),
    "resume": act_on("an", "waiting"),
    "withdrawal": act_on("hoa", "received", reason="Đổi ý"),
    "stop": act_on("chi", "leader", reason="Không đủ điều kiện"),
    **of_the_parts(),
}


def patterns(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            yield from patterns(each)
        else:
            yield each


NOT_USED = (
    "signup/",
    "email/",
    "confirm-email/",
    "password/reset/",
    "password/set/",
    "reauthenticate/",
    "login/code/",
)
NAMES = [pattern.name or str(pattern.pattern) for pattern in patterns()]


def leaks(response: Any, town: Town, asked: list[Any]) -> set[str]:
    """Numbers and names of the cast's dossiers in an answer, apart from the number that was asked for."""
    text = response.content.decode(errors="replace")
    known = {d.number for d in town.by_state.values()} | {d.applicant.name for d in town.by_state.values()}
    return {secret for secret in known if secret and secret in text and secret not in asked}


def test_every_route_is_declared_and_every_declared_one_exists():
    assert sorted(NAMES) == sorted(set(NAMES)), "two routes of one name"
    assert sorted(NAMES) == sorted(ROUTES)


@pytest.mark.parametrize("name", NAMES)
def test_a_route_is_closed_to_who_may_not_and_open_to_who_may(name, town: Town, sign_in):
    route = ROUTES[name]
    args, data = route.args(town), route.data(town)
    address = reverse(name, args=args)

    def asked(client: Client) -> Iterator[tuple[str, Any]]:
        yield "get", client.get(address)
        yield "post", client.post(address, data)

    def entries() -> int:
        return Entry.objects.filter(subject_type="dossier").count()

    before = entries()
    for method, answer in asked(sign_in()):
        assert answer.status_code == getattr(route, f"nobody_{method}"), ("nobody", method)
        if answer.status_code == 302:
            assert answer.headers["Location"].startswith(SIGN_IN) or name in LEADS_ON
        assert not leaks(answer, town, args)
    for method, answer in asked(sign_in("dung")):
        assert answer.status_code == getattr(route, f"stranger_{method}"), ("a stranger", method)
        assert not leaks(answer, town, args)
    forged = sign_in(route.who, enforce_csrf_checks=True).post(address, data)
    assert forged.status_code == route.forged, "a form that is not of our own pages"
    assert entries() == before
    for method, answer in asked(sign_in(route.who)):
        assert answer.status_code == getattr(route, method), (route.who, method, answer.content.decode()[-2000:])


def test_the_search_for_leaks_finds_one(town: Town, sign_in):
    assert leaks(sign_in("hoa").get("/dossiers/"), town, [])


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_does_not_exist_and_what_may_not_be_seen_are_one_answer(town: Town, sign_in, language):
    client = sign_in("dung", language)
    hidden = client.get(f"/dossiers/{town['received'].number}/").content.decode()
    absent = client.get("/dossiers/000.00.28.H39-999999-0001/").content.decode()
    assert hidden.replace(town["received"].number, "") == absent.replace("000.00.28.H39-999999-0001", "")


def test_the_id_of_a_dossier_leads_to_it_as_its_number_does(town: Town, sign_in):
    dossier = town["received"]
    assert isinstance(dossier.pk, UUID)
    assert sign_in("hoa").get(f"/dossiers/{dossier.pk}/").status_code == 200
    assert sign_in("dung").get(f"/dossiers/{dossier.pk}/").status_code == 404


@pytest.mark.parametrize("path", NOT_USED)
def test_what_we_do_not_use_of_the_login_library_is_not_there(path, client, db):
    assert client.get(f"/accounts/{path}").status_code == 404


def test_static_files_are_served_to_everybody_and_nothing_beside_them(client, db):
    found = client.get("/static/desk/tokens.css")
    assert found.status_code == 200
    assert "max-age" in found.headers["Cache-Control"]
    for path in ("/static/", "/static/../settings.py", "/static/%2e%2e/settings.py", "/static/desk/nothing.css"):
        assert client.get(path).status_code == 404


def test_every_answer_says_what_the_browser_may_load(town: Town, sign_in):
    for client, path in ((sign_in("hoa"), "/"), (sign_in(), SIGN_IN), (sign_in("hoa"), "/static/desk/page.css")):
        policy = client.get(path).headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy
    assert "no-store" in sign_in("hoa").get("/").headers["Cache-Control"]
