"""What was filed online is received at the desk, or refused with a reason that is printed on form 03."""

import pytest
from django.utils.translation import override

from motcua.catalogue.models import Version
from motcua.desk.forms import WHY_NOT_RECEIVED
from motcua.dossiers.states import State
from motcua.fees.models import UnitFee
from motcua.fees.owed import Due
from motcua.journal.models import Entry
from tests.cast import BEGINNING, Cast, reread
from tests.desk.filed import filed
from tests.printing.conftest import sheets

COMPETENCE = "competence"


def in_vietnamese(code: str) -> str:
    """A common reason as it is printed, whatever language the officer reads."""
    with override("vi"):
        return str(dict(WHY_NOT_RECEIVED)[code])


@pytest.mark.parametrize("is_draft", [False, True])
def test_what_was_filed_or_kept_is_received_with_its_number_its_dues_and_its_receipt(
    cast: Cast, sign_in, is_draft
) -> None:
    valid = (BEGINNING, None)
    UnitFee.objects.create(procedure="5-days", per="item", amount=10_000, valid=valid, legal_basis="TT", fee="Phí")
    dossier, hoa = filed(cast, is_draft=is_draft, quantity=3), sign_in("hoa", "en")
    page = hoa.get(f"/dossiers/{dossier.pk}/").content.decode()
    assert f'action="/dossiers/{dossier.pk}/reception/"' in page and "main" in page
    assert not Due.objects.exists(), "until it was received it owes nothing"
    answer = hoa.post(f"/dossiers/{dossier.pk}/reception/", {"seen": dossier.seq})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/dossiers/{dossier.pk}/receipt/")
    received = reread(dossier)
    assert received.state == State.RECEIVED and received.number and received.due_at
    assert list(Due.objects.of(dossier.pk).values_list("name", "amount")) == [("Phí", 30_000)]
    assert received.number in hoa.get(answer.headers["Location"]).content.decode()
    again = hoa.post(f"/dossiers/{dossier.pk}/reception/", {"seen": dossier.seq})
    assert again.status_code == 409 and Due.objects.count() == 1


def test_received_from_a_list_the_browser_goes_on_to_the_receipt_too(cast: Cast, sign_in) -> None:
    dossier = filed(cast)
    answer = sign_in("hoa").post(f"/dossiers/{dossier.pk}/reception/?row=1&asked=1", {"seen": dossier.seq})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (200, f"/dossiers/{dossier.pk}/receipt/")
    assert reread(dossier).number


@pytest.mark.parametrize(
    ("typed", "reasons"),
    [
        ({"common": "competence"}, [COMPETENCE]),
        ({"common": "", "reason": "Nộp nhầm tỉnh"}, ["Nộp nhầm tỉnh"]),
        ({"common": "competence", "reason": "Nộp tại xã Mỹ Bình"}, [COMPETENCE, "Nộp tại xã Mỹ Bình"]),
    ],
)
def test_a_refusal_has_its_reason_and_offers_the_slip_that_says_it(cast: Cast, sign_in, typed, reasons) -> None:
    dossier, hoa = filed(cast), sign_in("hoa", "en")
    answer = hoa.post(f"/dossiers/{dossier.pk}/refusal/", {"seen": dossier.seq, "next": "/", **typed})
    assert answer.headers["Location"] == f"/dossiers/{dossier.pk}/?done=refuse"
    page = hoa.get(answer.headers["Location"]).content.decode()
    assert "Print the slip" in page and f'action="/dossiers/{dossier.pk}/forms/refusal/"' in page
    assert reread(dossier).state == State.REFUSED
    assert Entry.objects.get(subject_id=dossier.pk, act="refuse").ground == "ND118-2025"
    slip = hoa.post(f"/dossiers/{dossier.pk}/forms/refusal/")
    text = sheets(hoa.get(slip.headers["Location"]).content)[0]
    for reason in reasons:
        assert (in_vietnamese(reason) if reason == COMPETENCE else reason) in text


@pytest.mark.parametrize("typed", [{}, {"common": "", "reason": " "}, {"common": "perhaps"}])
def test_without_a_reason_nothing_is_refused_and_the_field_says_so(cast: Cast, sign_in, typed) -> None:
    dossier = filed(cast)
    answer = sign_in("hoa").post(f"/dossiers/{dossier.pk}/refusal/", {"seen": dossier.seq, **typed})
    assert answer.status_code == 422 and 'aria-invalid="true"' in answer.content.decode()
    assert reread(dossier).seq == dossier.seq


def test_refused_twice_it_says_so_and_whoever_does_not_receive_is_offered_neither(cast: Cast, sign_in) -> None:
    dossier, hoa = filed(cast), sign_in("hoa", "en")
    assert "/refusal/" not in sign_in("chi").get(f"/dossiers/{dossier.pk}/").content.decode()
    form = {"seen": dossier.seq, "common": "twice"}
    assert sign_in("chi").post(f"/dossiers/{dossier.pk}/refusal/", form).status_code == 409
    assert hoa.post(f"/dossiers/{dossier.pk}/refusal/", form).status_code == 303
    again = hoa.post(f"/dossiers/{dossier.pk}/refusal/", form)
    assert again.status_code == 409 and "nothing was changed" in again.content.decode().lower()
    late = hoa.post(f"/dossiers/{dossier.pk}/reception/", {"seen": dossier.seq + 1})
    assert late.status_code == 409 and reread(dossier).state == State.REFUSED


def test_what_was_filed_waits_in_a_view_of_the_desk(cast: Cast, sign_in) -> None:
    dossier = filed(cast)
    name = Version.objects.get(pk=dossier.version_id).name
    page = sign_in("hoa", "en").get("/?view=filed").content.decode()
    assert name in page and f"/dossiers/{dossier.pk}/" in page
    assert f"/dossiers/{dossier.pk}/" not in sign_in("dung", "en").get("/?view=filed").content.decode()
