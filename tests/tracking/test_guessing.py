"""Guessing slows down; the clock is handed in."""

from datetime import UTC, datetime, timedelta

import pytest

from motcua.tracking.attempt import attempt
from motcua.tracking.guessing import (
    FORGOTTEN,
    LONGEST,
    client_address,
    client_key,
    forget_old,
    number_key,
    wait_after,
)
from motcua.tracking.models import FailedGuess
from motcua.tracking.tasks import forget_guesses
from tests.desk.town import Town

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
HERE, THERE = "203.0.113.7", "198.51.100.4"
WRONG = "AAAAAAAA"


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def test_the_wait_doubles_from_two_seconds_to_fifteen_minutes():
    seconds = [int(wait_after(failures).total_seconds()) for failures in range(17)]
    assert seconds == [0, 0, 0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]
    assert wait_after(10**6) == LONGEST


def test_five_wrong_codes_and_the_sixth_try_waits(town: Town, receipt_of):
    receipt = receipt_of(town["received"])
    waits = [attempt(receipt.number, WRONG, client=HERE, at=after(n / 10)).wait for n in range(5)]
    assert waits == [0, 0, 0, 0, 2]
    right = attempt(receipt.number, receipt.code, client=HERE, at=after(1))
    assert right.printed is None and 0 < right.wait <= 2
    assert attempt(receipt.number, receipt.code, client=HERE, at=after(2.5)).printed is not None


def test_a_number_is_guarded_against_many_clients(town: Town, receipt_of):
    receipt = receipt_of(town["received"])
    for n in range(5):
        attempt(receipt.number, WRONG, client=f"198.51.100.{n}", at=NOON)
    assert attempt(receipt.number, receipt.code, client=HERE, at=NOON).wait == 2


def test_a_client_is_slowed_over_many_numbers(town: Town, receipt_of):
    receipt = receipt_of(town["received"])
    for n in range(5):
        attempt(f"000.00.28.H39-191105-{n:04}", WRONG, client=HERE, at=NOON)
    assert attempt(receipt.number, receipt.code, client=HERE, at=NOON).wait == 2
    assert attempt(receipt.number, receipt.code, client=THERE, at=NOON).printed is not None


def test_a_right_answer_ends_the_numbers_count_and_not_the_clients(town: Town, receipt_of):
    receipt = receipt_of(town["received"])
    for _ in range(4):
        attempt(receipt.number, WRONG, client=HERE, at=NOON)
    assert attempt(receipt.number, receipt.code, client=HERE, at=NOON).printed is not None
    assert FailedGuess.objects.get(key=client_key(HERE)).failures == 4
    assert not FailedGuess.objects.filter(key=number_key(receipt.number)).exists()
    assert attempt(receipt.number, WRONG, client=HERE, at=NOON).wait == 2
    assert attempt(receipt.number, WRONG, client=THERE, at=NOON).wait == 0


def test_who_never_failed_leaves_no_row(town: Town, receipt_of):
    receipt = receipt_of(town["received"])
    assert attempt(receipt.number, receipt.code, client=HERE, at=NOON).printed is not None
    assert not FailedGuess.objects.exists()


def test_tries_during_a_wait_are_not_counted(town: Town, receipt_of):
    receipt = receipt_of(town["received"])
    for n in range(20):
        attempt(receipt.number, WRONG, client=HERE, at=after(n / 100))
    assert FailedGuess.objects.get(key=number_key(receipt.number)).failures == 5


def test_the_way_of_writing_a_number_changes_nothing(town: Town):
    for n, number in enumerate(("a.b-1", "A.B-1", " a.b-1", "a.b -1", "A.b-1")):
        attempt(number, WRONG, client=f"198.51.100.{n}", at=NOON)
    assert FailedGuess.objects.get(key=number_key("a.b-1")).failures == 5


def test_a_streak_is_forgotten_after_an_hour_and_its_row_removed(town: Town, receipt_of):
    receipt = receipt_of(town["received"])
    for _ in range(5):
        attempt(receipt.number, WRONG, client=HERE, at=NOON)
    later = NOON + FORGOTTEN + timedelta(seconds=1)
    assert attempt(receipt.number, WRONG, client=HERE, at=later).wait == 0
    assert FailedGuess.objects.get(key=number_key(receipt.number)).failures == 1
    assert forget_old(later) == 0
    assert forget_old(later + FORGOTTEN + timedelta(seconds=1)) == 2
    assert FORGOTTEN > LONGEST


def test_the_worker_removes_old_rows(db):
    FailedGuess.objects.create(key=b"x", failures=3, last_at=datetime.now(UTC) - FORGOTTEN * 2)
    FailedGuess.objects.create(key=b"y", failures=3, last_at=datetime.now(UTC))
    forget_guesses(0)
    assert [bytes(row.key) for row in FailedGuess.objects.all()] == [b"y"]


def test_what_is_kept_names_nobody(town: Town):
    number = town["received"].number
    attempt(number, WRONG, client=HERE, at=NOON)
    kept = b"".join(bytes(row.key) for row in FailedGuess.objects.all())
    assert len(kept) == 64
    assert HERE.encode() not in kept and str(number).encode() not in kept


def test_the_page_says_how_long_to_wait(town: Town, citizen, receipt_of):
    receipt = receipt_of(town["received"])
    client = citizen("en")
    statuses = [client.post("/tracking/", {"number": receipt.number, "code": WRONG}).status_code for _ in range(5)]
    assert statuses == [422, 422, 422, 422, 429]
    answer = client.post("/tracking/", {"number": receipt.number, "code": receipt.code})
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 2
    assert "Please wait" in answer.content.decode()
    assert f'value="{receipt.number}"' in answer.content.decode()


@pytest.mark.parametrize(
    ("meta", "trusted", "found"),
    [
        ({"REMOTE_ADDR": HERE}, [], HERE),
        ({"REMOTE_ADDR": HERE, "HTTP_X_FORWARDED_FOR": THERE}, [], HERE),
        ({"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": f"1.2.3.4, {HERE}"}, ["10.0.0.1"], HERE),
        ({"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": f"{HERE}, 10.0.0.2"}, ["10.0.0.1", "10.0.0.2"], HERE),
        ({"REMOTE_ADDR": "10.0.0.1"}, ["10.0.0.1"], "10.0.0.1"),
        ({}, [], ""),
    ],
)
def test_a_clients_address_is_believed_of_trusted_proxies_only(settings, meta, trusted, found):
    settings.TRUSTED_PROXIES = trusted
    assert client_address(meta) == found


def test_of_ipv6_the_network_counts():
    assert client_key("2001:db8:1:2::1") == client_key("2001:db8:1:2:ffff::9") != client_key("2001:db8:1:3::1")
    assert client_key(f"::ffff:{HERE}") == client_key(HERE) != client_key(THERE)
