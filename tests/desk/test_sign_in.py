"""Signing in and out, and a new password: by name, whatever keyboard, and told to the journal."""

import unicodedata

import pytest
from django.test import Client

from motcua.journal.models import Detail, Entry
from motcua.people.models import Account
from tests.cast import PASSWORD, Cast

NEW = "bốn từ chẳng ai ghép"


def sign_in(password: str, name: str = "hoa", language: str = "vi") -> tuple[Client, int, str]:
    client = Client()
    client.cookies["django_language"] = language
    answer = client.post("/accounts/login/", {"login": name, "password": password})
    return client, answer.status_code, answer.content.decode()


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_password_is_the_same_whatever_keyboard_typed_it(cast: Cast, form):
    client, status, _page = sign_in(unicodedata.normalize(form, PASSWORD))
    assert status == 302
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(("language", "word"), [("vi", "không đúng"), ("en", "not correct")])
@pytest.mark.parametrize("name", ["hoa", "nobody-of-this-name"])
def test_a_wrong_password_and_a_wrong_name_are_one_answer(cast: Cast, language, word, name):
    _client, status, page = sign_in("wrong", name, language)
    assert status == 200
    assert word in page
    assert f'value="{name}"' in page


def test_a_closed_account_is_told_so(cast: Cast):
    Account.objects.filter(username="hoa").update(is_active=False)
    client, _status, _page = sign_in(PASSWORD)
    assert client.get("/").status_code == 302


def test_an_account_closed_meanwhile_sees_nothing_more(cast: Cast):
    client, _status, _page = sign_in(PASSWORD)
    Account.objects.filter(username="hoa").update(is_active=False)
    assert client.get("/dossiers/").status_code == 302


def test_a_new_password_is_an_act_that_does_not_say_the_password(cast: Cast):
    client, _status, _page = sign_in(PASSWORD)
    typed = {"oldpassword": PASSWORD, "password1": NEW, "password2": unicodedata.normalize("NFC", NEW)}
    assert client.post("/accounts/password/change/", typed).status_code == 302
    entry = Entry.objects.get(act="set_password")
    assert entry.actor == entry.subject_id == Account.objects.get(username="hoa").pk
    content = Detail.objects.get(entry=entry.id).content
    assert content is not None and "pbkdf2" not in content and NEW not in content
    assert client.get("/").status_code == 200, "who changed it stays signed in"
    assert sign_in(NEW)[1] == 302
    assert sign_in(PASSWORD)[1] == 200


@pytest.mark.parametrize(("language", "word"), [("vi", "quá ngắn"), ("en", "too short")])
def test_a_weak_password_is_refused_in_a_sentence(cast: Cast, language, word):
    client, _status, _page = sign_in(PASSWORD, language=language)
    typed = {"oldpassword": PASSWORD, "password1": "ngắn", "password2": "ngắn"}
    assert word in client.post("/accounts/password/change/", typed).content.decode()
    assert not Entry.objects.filter(act="set_password").exists()


def test_who_signs_out_is_out(cast: Cast):
    client, _status, _page = sign_in(PASSWORD)
    client.post("/accounts/logout/")
    assert client.get("/").headers["Location"].startswith("/accounts/login/")


def test_the_way_on_after_signing_in_leads_nowhere_else(cast: Cast):
    for wanted, found in (("/dossiers/", "/dossiers/"), ("https://elsewhere.example/", "/")):
        answer = Client().post("/accounts/login/", {"login": "hoa", "password": PASSWORD, "next": wanted})
        assert answer.headers["Location"] == found
