"""What an applicant sees of the money that his dossier owes, and how he pays it."""

from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from motcua.cashier.accounts import name_account
from motcua.catalogue.content import Content, Draft, Fee, Terms
from motcua.catalogue.offer import offer
from motcua.catalogue.publish import publish_versions
from motcua.fees.kinds import FeeKind
from motcua.fees.online import checksum
from motcua.fees.owed import OnlineRequest, sums_of
from motcua.fees.paying import Owed, owe
from motcua.fees.simulator import answered
from motcua.journal.by import SYSTEM
from motcua.people.actor import SYSTEM_ACTOR
from motcua.worktime.limits import Limit, LimitUnit
from tests.cast import succeeded
from tests.desk.town import Town, ago, received_ago

SECRET = b"khoa bi mat"


@pytest.fixture
def owing(town: Town) -> Town:
    """Of the dossier in An's hands a fee of 100,000 đ is owed."""
    fee = Owed("Phí thẩm định", FeeKind.FEE, 100_000)
    succeeded(owe(town["taken"].pk, [fee], by=town.cast.hoa, at=ago(1), ground="LUAT-97-2015"))
    return town


@pytest.fixture
def connected(settings: Any, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(SECRET)
    settings.PAYMENT_ADDRESS, settings.PAYMENT_MERCHANT = "http://127.0.0.1:1/pay", "H39"
    settings.PAYMENT_SECRET_FILE = str(secret)


def opened(client: Any, receipt: Any) -> str:
    """The page, as its text."""
    client.post("/tracking/", {"number": receipt.number, "code": receipt.code})
    return str(client.get(f"/tracking/{receipt.number}/").content.decode())


def test_the_page_says_what_is_owed_and_how_to_pay(owing: Town, citizen, receipt_of) -> None:
    receipt, client = receipt_of(owing["taken"]), citizen("en")
    shown = opened(client, receipt)
    assert "Phí thẩm định" in shown and "100.000 đ to pay" in shown
    assert "Account holder" not in shown, "nobody transfers to an account that nobody laid down"
    assert "Pay online" not in shown, "no platform is known"
    assert "Fees and duties" not in opened(citizen("en"), receipt_of(owing["received"]))


def test_what_the_council_has_not_set_yet_is_named_and_never_free(town: Town, citizen, receipt_of) -> None:
    limit = Limit(5, LimitUnit.WORKING_DAY)
    content = Content("Cấp giấy phép", terms=(Terms("counter", limit, (Fee("Lệ phí cấp giấy phép", None),)),))
    known: dict[str, Any] = {"by": SYSTEM, "at": ago(900), "ground": "ND63-2010", "from_day": date(2018, 1, 1)}
    done = publish_versions([Draft("2.000001", "Hộ tịch", content)], **known)
    offer([town.cast.office], done.versions.values(), **known)
    shown = opened(citizen("en"), receipt_of(received_ago(town.cast, 1, procedure="2.000001")))
    assert "Lệ phí cấp giấy phép" in shown and "not known yet: the provincial council" in shown
    assert "to pay" not in shown and "Pay at the desk" not in shown


def test_the_page_names_the_account_and_draws_its_code(owing: Town, citizen, receipt_of) -> None:
    account: dict[str, Any] = {"bank": "970436", "number": "0011012345678", "holder": "UBND HUYEN DUC HUE"}
    given: dict[str, Any] = {"from_day": date(2018, 1, 1), "at": ago(1), "ground": "DECISION"}
    succeeded(name_account(owing.cast.district.pk, **account, by=SYSTEM_ACTOR, **given))
    receipt, client = receipt_of(owing["taken"]), citizen("en")
    shown = opened(client, receipt)
    assert "0011012345678" in shown and "UBND HUYEN DUC HUE" in shown
    assert f"<dd>{receipt.number}</dd>" in shown, "the number is the purpose of the transfer"
    assert 'src="data:image/svg+xml' in shown


def test_a_citizen_pays_online_and_the_page_says_so(owing: Town, connected: None, citizen, receipt_of) -> None:
    receipt, client = receipt_of(owing["taken"]), citizen("en")
    assert "Pay online" in opened(client, receipt)
    answer = client.post(f"/tracking/{receipt.number}/payment/")
    shown = answer.content.decode()
    request = OnlineRequest.objects.get()
    href = shown.split('href="http://127.0.0.1:1/pay?')[1].split('"')[0].replace("&amp;", "&")
    fields = dict(parse_qsl(href))
    assert fields.pop("checksum") == checksum(fields, SECRET)
    assert (fields["request"], fields["amount"]) == (str(request.pk), "100000")
    assert urlsplit(fields["notify_url"]).path == "/payments/notification/"
    told = client.post("/payments/notification/", answered(fields, "00", SECRET))
    assert told.json() == {"code": "00"} and sums_of(owing["taken"].pk).balance == 0
    shown = client.get(urlsplit(fields["return_url"]).path).content.decode()
    assert "paid: 100.000 đ" in shown and "to pay" not in shown
    assert client.post(f"/tracking/{receipt.number}/payment/").status_code == 303, "nothing is owed any more"


def test_without_the_code_nobody_asks_for_a_payment(owing: Town, connected: None, citizen) -> None:
    answer = citizen().post(f"/tracking/{owing['taken'].number}/payment/")
    assert answer.status_code == 303 and not OnlineRequest.objects.exists()
