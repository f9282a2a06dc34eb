"""Idempotency keys: done once however often it is asked, one answer, kept for a day."""

import threading
from datetime import timedelta

import pytest
from django.db import connections

from motcua.api import once
from motcua.api.models import StoredAnswer
from motcua.dossiers.models import Dossier
from motcua.people.models import Applicant
from tests.api.conftest import Program, program_of, reception_of
from tests.cast import Cast, build_cast, reread
from tests.desk.town import Town, ago


def test_the_same_key_and_body_get_the_first_answer_again(cast: Cast, program):
    hoa, body = program("hoa"), reception_of(cast)
    first, again = hoa.receives(body, "k1"), hoa.receives(body, "k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert first.headers["Location"] == again.headers["Location"]
    assert ("Idempotency-Replayed" in first.headers, again.headers["Idempotency-Replayed"]) == (False, "true")
    assert (Dossier.objects.count(), Applicant.objects.count()) == (1, 1)
    assert hoa.receives(body, "k2").json()["id"] != first.json()["id"]


def test_the_same_key_with_another_body_is_refused(cast: Cast, program):
    hoa = program("hoa")
    hoa.receives(reception_of(cast), "k1")
    other = hoa.receives(reception_of(cast, subject="Khác"), "k1")
    assert (other.status_code, other.json()["type"]) == (422, "/api/v1/docs/#problem-key-reused")
    assert Dossier.objects.count() == 1


def test_a_key_belongs_to_its_client(cast: Cast, program):
    body = reception_of(cast)
    assert program("hoa").receives(body, "k1").json()["id"] != program("hoa").receives(body, "k1").json()["id"]


@pytest.mark.parametrize("key", [None, "", "with a blank", "ký-tự", "k" * 256])
@pytest.mark.parametrize("path", ["/dossiers/", "/guidance/"])
def test_what_must_not_happen_twice_needs_a_key(cast: Cast, program, key, path):
    body = reception_of(cast) if path == "/dossiers/" else {"unit": "801.01", "missing": "Bản sao"}
    headers = {} if key is None else {"idempotency_key": key}
    answer = program("hoa").post(path, body, **headers)
    assert (answer.status_code, answer.json()["type"]) == (400, "/api/v1/docs/#problem-key-missing")
    assert not Dossier.objects.exists()


def test_an_act_may_bear_a_key_and_then_a_repeat_is_its_answer(town: Town, program):
    dossier, hoa = town["received"], program("hoa")
    first = hoa.acts(dossier, "take", idempotency_key="t1")
    again = hoa.acts(dossier, "take", idempotency_key="t1")
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.headers["ETag"] == again.headers["ETag"] == f'"{reread(dossier).seq}"'
    assert hoa.acts(dossier, "take").json()["code"] == "twice", "without a key the version tells a repeat"


def test_a_refusal_is_kept_and_a_mistake_in_the_request_is_not(town: Town, program):
    dossier, an = town["received"], program("an")
    refused = an.acts(dossier, "take", idempotency_key="t1")
    assert (refused.status_code, StoredAnswer.objects.count()) == (409, 1)
    assert an.acts(dossier, "take", idempotency_key="t1").content == refused.content
    hoa = program("hoa")
    assert hoa.acts(dossier, "take", idempotency_key="t2", if_match='"99"').status_code == 412
    assert hoa.acts(dossier, "supplement", {}, idempotency_key="t2").status_code == 422
    assert hoa.acts(dossier, "take", idempotency_key="t2").status_code == 200


def test_answers_are_forgotten_after_a_day(cast: Cast, program):
    hoa, body = program("hoa"), reception_of(cast)
    first = hoa.receives(body, "k1")
    StoredAnswer.objects.update(at=ago(1) - timedelta(minutes=1))
    assert hoa.receives(body, "k1").json()["id"] != first.json()["id"], "the key is free again"
    assert once.forget(ago(0)) == 0
    StoredAnswer.objects.update(at=ago(1) - timedelta(minutes=1))
    assert once.forget(ago(0)) == 1
    assert not StoredAnswer.objects.exists()


def _all_at_once(program: Program, bodies: list) -> list:
    answers, gate = [], threading.Barrier(len(bodies))

    def send(body, key) -> None:
        gate.wait()
        answers.append(program.receives(body, key))
        connections.close_all()

    threads = [threading.Thread(target=send, args=pair) for pair in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


def test_of_eight_that_arrive_at_once_under_one_key_one_is_done(fresh_database):
    cast = build_cast()
    hoa, body = program_of("hoa"), reception_of(cast)
    answers = _all_at_once(hoa, [(body, "k1")] * 8)
    assert [answer.status_code for answer in answers] == [201] * 8
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotency-Replayed" in answer.headers for answer in answers) == 7
    assert Dossier.objects.count() == 1


def test_one_id_under_eight_keys_at_once_is_received_once(fresh_database):
    cast = build_cast()
    hoa, body = program_of("hoa"), reception_of(cast, id="0190a7c2-7e3b-7cc1-8a4e-3f5d2b1c0a99")
    answers = _all_at_once(hoa, [(body, f"k{n}") for n in range(8)])
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 7
    assert Dossier.objects.count() == 1
