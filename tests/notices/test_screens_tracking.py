"""The applicant's own choice, on the page that number and code open; nobody else makes it."""

import pytest

from motcua.notices.models import Choice
from motcua.people.models import Applicant
from tests.tracking.conftest import citizen, receipt_of, town  # noqa: F401 -- fixtures


@pytest.fixture
def opened(town, citizen, receipt_of):  # noqa: F811
    """Somebody who has typed number and code of a dossier whose applicant has a telephone and a mailbox."""
    dossier = town["received"]
    Applicant.objects.filter(pk=dossier.applicant_id).update(phone="0900123456", email="lan@example.vn")
    receipt = receipt_of(dossier)
    client = citizen("en")
    client.post("/tracking/", {"number": receipt.number, "code": receipt.code})
    return client, dossier, f"/tracking/{receipt.number}/"


def test_number_and_code_open_the_choice_and_it_is_kept(opened):
    client, dossier, address = opened
    text = client.get(address).content.decode()
    assert "…456" in text and "l…@example.vn" in text, "enough to know it by"
    assert "0900123456" not in text and "lan@example.vn" not in text, "not more: a receipt may lie about"
    typed = {"notices": "choice", "channels": ["sms"], "language": "en"}
    answer = client.post(address, typed)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{address}?chosen=1#notices")
    assert "Your choice is kept." in client.get(f"{address}?chosen=1").content.decode()
    choice = Choice.objects.get(applicant=dossier.applicant_id)
    assert (choice.channels, choice.language) == (["sms"], "en")


def test_no_channel_is_a_choice_too(opened):
    client, dossier, address = opened
    assert client.post(address, {"notices": "choice", "language": "vi"}).status_code == 303
    assert Choice.objects.get(applicant=dossier.applicant_id).channels == []
    assert "wants no notices" in client.get(address).content.decode()


@pytest.mark.parametrize(
    "typed", [{"channels": ["pigeon"], "language": "vi"}, {"channels": ["sms"], "language": "xx"}, {}]
)
def test_what_is_not_offered_is_not_taken(opened, typed):
    client, _dossier, address = opened
    answer = client.post(address, {"notices": "choice", **typed})
    assert answer.status_code == 422
    assert 'class="errorlist"' in answer.content.decode()
    assert not Choice.objects.exists()


def test_without_the_code_nothing_is_chosen(opened, citizen):  # noqa: F811
    _client, _dossier, address = opened
    typed = {"notices": "choice", "channels": ["sms"], "language": "en"}
    assert citizen("en").post(address, typed).headers["Location"].startswith("/tracking/?")
    assert not Choice.objects.exists()
