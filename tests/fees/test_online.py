"""Paying online: signed requests, signed answers, each entered once; with a platform simulated on loopback."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener
from uuid import uuid4

import pytest
from django.test import Client

from motcua.dossiers.models import Dossier
from motcua.fees.kinds import FeeKind
from motcua.fees.online import NotGenuine, SignedPlatform, ask_platform, checksum, platform, take_answer
from motcua.fees.owed import OnlineRequest, Payment, sums_of
from motcua.fees.paying import Owed, owe, pay
from motcua.fees.simulator import answered, notify, simulator
from motcua.journal.models import Entry
from tests.cast import Cast, at, succeeded

SECRET = b"mot cua thu nghiem"
HERE = SignedPlatform("http://127.0.0.1:1/pay", "H39", SECRET)
MONEY = "LUAT-97-2015"
NOTIFICATION = "/payments/notification/"


@pytest.fixture
def connected(settings: Any, tmp_path: Path) -> None:
    """An installation that knows a platform."""
    secret = tmp_path / "secret"
    secret.write_bytes(SECRET + b"\n")
    settings.PAYMENT_ADDRESS, settings.PAYMENT_MERCHANT = HERE.address, HERE.merchant
    settings.PAYMENT_SECRET_FILE = str(secret)


@pytest.fixture
def owing(cast: Cast) -> Dossier:
    dossier = cast.received()
    dues = [Owed("Phí thẩm định", FeeKind.FEE, 100_000), Owed("Lệ phí", FeeKind.CHARGE, 20_000)]
    succeeded(owe(dossier.pk, dues, by=cast.hoa, at=at(7, 9), recorded_at=at(7, 9), ground=MONEY))
    return dossier


def asked(dossier: Dossier) -> tuple[OnlineRequest, dict[str, str]]:
    """A request, and its fields as the platform gets them."""
    request = ask_platform(dossier.pk, datetime.now(UTC))
    assert request is not None
    given = {"number": str(dossier.number), "back": "http://x/b", "notify": "http://x/n"}
    address = HERE.address_for(request, names=["Phí thẩm định", "Lệ phí"], **given)
    return request, dict(parse_qsl(urlsplit(address).query))


def sent(answer: dict[str, str]) -> tuple[int, str]:
    response = Client(enforce_csrf_checks=True).post(NOTIFICATION, answer)
    return response.status_code, response.json()["code"]


def test_a_request_says_what_is_asked_for_and_is_signed(owing: Dossier) -> None:
    request, fields = asked(owing)
    assert (fields["request"], fields["amount"], fields["dossier"]) == (str(request.pk), "120000", owing.number)
    assert fields["items"] == "Phí thẩm định; Lệ phí"
    given = fields.pop("checksum")
    assert given == checksum(fields, SECRET) and given != checksum(fields | {"amount": "1"}, SECRET)
    assert [e.act for e in Entry.objects.filter(subject_id=request.pk)] == ["ask_platform"]


def test_a_success_is_entered_once_however_often_it_is_told(connected: None, owing: Dossier) -> None:
    _request, fields = asked(owing)
    answer = answered(fields, "00", SECRET)
    assert sent(answer) == (200, "00") == sent(answer)
    payment = Payment.objects.get()
    assert (payment.amount, payment.means, payment.reference) == (120_000, "online", answer["reference"])
    assert sent(answered(fields, "00", SECRET)) == (200, "00"), "nor under another reference"
    assert sent(answered(fields, "24", SECRET)) == (200, "00"), "and no failure undoes it"
    assert Payment.objects.count() == 1 and sums_of(owing.pk).balance == 0


def test_a_failure_pays_nothing_and_a_later_success_does(connected: None, owing: Dossier) -> None:
    request, fields = asked(owing)
    assert sent(answered(fields, "24", SECRET)) == (200, "00")
    assert (OnlineRequest.objects.get().code, Payment.objects.count()) == ("24", 0)
    sent(answered(fields, "00", SECRET))
    assert OnlineRequest.objects.get(pk=request.pk).code == "00" and sums_of(owing.pk).balance == 0


@pytest.mark.parametrize("change", [{"amount": "1"}, {"code": "00"}, {"checksum": ""}, {"more": "x"}])
def test_what_was_tampered_with_is_not_believed(connected: None, owing: Dossier, change: dict[str, str]) -> None:
    _request, fields = asked(owing)
    assert sent(answered(fields, "24", SECRET) | change) == (400, "97")
    assert not Payment.objects.exists()


def test_what_is_signed_and_makes_no_sense_is_not_genuine() -> None:
    for broken in ({"request": "x"}, {"amount": "-5"}, {"amount": "١٢"}, {"amount": "1e9"}):
        said = {"request": str(uuid4()), "amount": "5", "code": "00"} | broken
        with pytest.raises(NotGenuine):
            HERE.read(said | {"checksum": checksum(said, SECRET)})


def test_another_amount_and_an_unknown_request_are_told(connected: None, owing: Dossier) -> None:
    _request, fields = asked(owing)
    assert sent(answered(fields | {"amount": "119999"}, "00", SECRET)) == (200, "04")
    assert sent(answered(fields | {"request": str(uuid4())}, "00", SECRET)) == (200, "01")
    assert sums_of(owing.pk).paid == 0


def test_money_for_what_was_paid_meanwhile_is_kept_in_sight(connected: None, cast: Cast, owing: Dossier) -> None:
    request, fields = asked(owing)
    succeeded(pay(owing.pk, None, 120_000, means="cash", by=cast.hoa, at=datetime.now(UTC), ground=MONEY))
    assert sent(answered(fields, "00", SECRET)) == (200, "00")
    assert OnlineRequest.objects.get(pk=request.pk).problem
    assert Payment.objects.count() == 1
    assert ask_platform(owing.pk, datetime.now(UTC)) is None, "nothing is asked for what owes nothing"


def test_without_a_platform_nobody_pays_online_and_no_answer_is_believed(owing: Dossier, settings: Any) -> None:
    assert platform() is None
    _request, fields = asked(owing)
    assert sent(answered(fields, "00", SECRET)) == (400, "97")
    settings.PAYMENT_ADDRESS, settings.PAYMENT_SECRET_FILE = "http://127.0.0.1:1", "/nowhere"
    assert platform() is None


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *given: Any) -> None:
        return None


@pytest.fixture
def heard() -> Iterator[tuple[str, list[dict[str, str]]]]:
    """A server that hears notifications, as ours would."""
    from http.server import BaseHTTPRequestHandler, HTTPServer

    answers: list[dict[str, str]] = []

    class Ear(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            answers.append(dict(parse_qsl(self.rfile.read(length).decode())))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_given: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Ear)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/n", answers
    server.shutdown()
    server.server_close()


def test_the_simulator_takes_what_is_signed_notifies_and_leads_back(
    owing: Dossier, heard: tuple[str, list[dict[str, str]]]
) -> None:
    import urllib.error

    there, answers = heard
    request = ask_platform(owing.pk, datetime.now(UTC))
    assert request is not None
    opener = build_opener(_Stay)
    with simulator(SECRET) as address:
        ours = SignedPlatform(address, "H39", SECRET)
        to = ours.address_for(request, number="1", names=["Phí"], back="http://x/b", notify=there)
        shown = opener.open(to).read().decode()
        assert "120000" in shown and "Phí" in shown
        with pytest.raises(urllib.error.HTTPError) as wrong:
            opener.open(to.replace("amount=120000", "amount=1"))
        assert wrong.value.code == 400
        body = urlencode({"fields": urlsplit(to).query, "code": "00"}).encode()
        with pytest.raises(urllib.error.HTTPError) as onward:  # a redirect that is not followed
            opener.open(Request(address, body, method="POST"))  # noqa: S310
        assert (onward.value.code, onward.value.headers["Location"]) == (303, "http://x/b")
    answer = ours.read(answers[0])
    assert (answer.request, answer.amount, answer.code) == (request.pk, 120_000, "00")
    assert take_answer(answer, datetime.now(UTC)) == "00" and sums_of(owing.pk).balance == 0
    assert notify(there, answers[0]) == 200
