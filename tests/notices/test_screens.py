"""Notices on the pages: what an officer reads of them and does, and how applicants say what they want."""

import pytest

from motcua.notices.choosing import wanted_by
from motcua.notices.kinds import NoticeChannel, NoticeState
from motcua.notices.models import Choice, Notice
from motcua.people.models import Applicant
from tests.cast import Cast, reread
from tests.desk.conftest import sign_in, town  # noqa: F401 -- fixtures
from tests.desk.routes.notices import notice_of
from tests.desk.test_counter import form_of, text_of
from tests.desk.town import Town, ago

LANGUAGES = ("vi", "en")


def reach(dossier, phone="0900123456", email="") -> None:
    Applicant.objects.filter(pk=dossier.applicant_id).update(phone=phone, email=email)


def page(client, dossier) -> str:
    answer = client.get(f"/dossiers/{dossier.number}/")
    assert answer.status_code == 200
    return text_of(answer)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_what_was_sent_by_which_channel_and_what_became_of_it(town: Town, sign_in, language):  # noqa: F811
    dossier = town["received"]
    reach(dossier, email="lan@example.vn")
    notice_of(dossier, why="away", settled_at=ago(0.1), tries=7)
    notice_of(dossier, channel=NoticeChannel.EMAIL, address="lan@example.vn", state=NoticeState.SENT)
    text = page(sign_in("hoa", language), dossier)
    assert "lan@example.vn" in text and "0900123456" in text and "503 gateway down" in text
    assert text.count("/again/") == 2, "what failed, and what the applicant says he never got"
    assert language == "vi" or "Given up after several tries" in text


def test_a_failed_notice_is_sent_again_once(town: Town, sign_in):  # noqa: F811
    dossier = town["received"]
    reach(dossier, "0911222333")
    notice = notice_of(dossier)
    hoa = sign_in("hoa", "en")
    sent = hoa.post(f"/notices/{notice.pk}/again/")
    assert (sent.status_code, sent.headers["Location"]) == (303, f"/dossiers/{dossier.number}/#notices")
    again = Notice.objects.get(again_of=notice)
    assert (again.address, again.body) == ("0911222333", notice.body), "to the number on record now"
    refused = hoa.post(f"/notices/{notice.pk}/again/")
    assert refused.status_code == 409 and "sent again already" in text_of(refused)
    assert "/again/" not in page(hoa, dossier), "nothing to send again while the later one is on its way"


def test_of_one_that_was_perhaps_sent_an_officer_says_that_it_arrived(town: Town, sign_in):  # noqa: F811
    dossier = town["received"]
    reach(dossier)
    notice = notice_of(dossier, state=NoticeState.UNKNOWN, why="lost")
    hoa = sign_in("hoa", "en")
    for text in (page(hoa, dossier), text_of(hoa.get("/notices/"))):
        assert "/arrived/" in text and "/again/" in text, "it arrived, or it is sent again"
    said = hoa.post(f"/notices/{notice.pk}/arrived/", {"next": "/notices/"}, follow=True)
    assert said.redirect_chain == [("/notices/", 303)]
    text = page(hoa, dossier)
    assert "It arrived at 0900123456: Trần Thị Hoa entered so" in text and "/arrived/" not in text
    refused = hoa.post(f"/notices/{notice.pk}/arrived/")
    assert refused.status_code == 409 and "known already" in text_of(refused)


def test_a_call_is_entered_and_stands_on_the_page(town: Town, sign_in):  # noqa: F811
    dossier = town["received"]
    an = sign_in("hoa", "en")
    typed = {"notices": "call", "of": "ready", "note": "Đã báo cho bà Lan"}
    assert an.post(f"/dossiers/{dossier.number}/notices/calls/", typed).status_code == 303
    [notice] = Notice.objects.filter(dossier=dossier)
    assert (notice.state, notice.event, notice.body) == (NoticeState.TOLD, "ready", "Đã báo cho bà Lan")
    assert "Đã báo cho bà Lan" in page(an, dossier)


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ({"note": ""}, 422, "Fill this in."),
        ({"note": "Đã báo", "on": "32/13/2026"}, 422, "no day of the calendar"),
        ({"note": "Đã báo", "on": "05/11/2019"}, 422, "Give the hour of the call too."),
        ({"note": "Đã báo", "on": "05/11/2019", "clock": "08:00"}, 409, "The dossier was entered only at"),
        ({"note": "Đã báo", "on": "05/11/2199", "clock": "8h00"}, 409, "lies in the future"),
        ({"note": "Đã báo", "of": "nothing"}, 422, "Choose one from the list."),
        ({"note": "x" * 501}, 422, "Shorten this to 500 characters"),
    ],
)
def test_a_call_that_cannot_be_is_refused_and_what_was_typed_stays(town: Town, sign_in, typed, status, said):  # noqa: F811
    dossier = town["received"]
    answer = sign_in("hoa", "en").post(f"/dossiers/{dossier.number}/notices/calls/", {"notices": "call", **typed})
    assert answer.status_code == status
    assert said in text_of(answer) and (not typed["note"] or typed["note"] in text_of(answer))
    assert not Notice.objects.exists()


def test_an_officer_enters_what_the_applicant_wants(town: Town, sign_in):  # noqa: F811
    dossier = town["received"]
    reach(dossier, email="lan@example.vn")
    hoa = sign_in("hoa", "en")
    typed = {"notices": "choice", "channels": ["sms", "zalo"], "language": "en"}
    assert hoa.post(f"/dossiers/{dossier.number}/notices/choice/", typed).status_code == 303
    applicant = Applicant.objects.get(pk=dossier.applicant_id)
    wanted = wanted_by([applicant])[applicant.pk]
    assert (wanted.channels, wanted.language, wanted.is_chosen) == (("sms", "zalo"), "en", True)
    assert "As the applicant chose" in page(hoa, dossier)


def test_a_channel_without_an_address_is_not_offered_and_refused(town: Town, sign_in):  # noqa: F811
    dossier = town["received"]
    reach(dossier)
    hoa = sign_in("hoa", "en")
    assert 'value="email"' not in page(hoa, dossier)
    typed = {"notices": "choice", "channels": ["email"], "language": "vi"}
    refused = hoa.post(f"/dossiers/{dossier.number}/notices/choice/", typed)
    assert refused.status_code == 409 and "No address for E-mail" in text_of(refused)
    assert not Choice.objects.exists()


@pytest.mark.parametrize(
    ("typed", "channels", "language"),
    [
        ({"notice-channel": "zalo"}, ["zalo"], "vi"),
        ({"notice-channel": "none"}, [], "vi"),
        ({"notice-language": "en"}, ["sms"], "en"),
        ({"notice-channel": "email", "email": "moi@example.vn"}, ["email"], "vi"),
    ],
)
def test_the_choice_is_made_at_the_counter(cast: Cast, sign_in, typed, channels, language):  # noqa: F811
    form = form_of(cast, **typed)
    assert sign_in("hoa").post("/counter/", form).status_code == 303
    [choice] = Choice.objects.all()
    assert choice.applicant_id == reread(form["id"]).applicant_id
    assert (choice.channels, choice.language) == (channels, language)


def test_who_chooses_nothing_at_the_counter_has_chosen_nothing(cast: Cast, sign_in):  # noqa: F811
    form = form_of(cast, **{"notice-channel": "", "notice-language": ""})
    assert sign_in("hoa").post("/counter/", form).status_code == 303
    assert not Choice.objects.exists()


def test_a_choice_that_reaches_nobody_receives_nothing(cast: Cast, sign_in):  # noqa: F811
    form = form_of(cast, **{"notice-channel": "email"})
    answer = sign_in("hoa", "en").post("/counter/", form)
    assert answer.status_code == 422 and "No address for E-mail" in text_of(answer)
    assert "Nguyễn Thị Mới" in text_of(answer) and 'value="email" selected' in text_of(answer)
    assert not Choice.objects.exists() and not Applicant.objects.exists(), "together or not at all"
    assert sign_in("hoa").post("/counter/", form | {"email": "moi@example.vn"}).status_code == 303


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lists_hold_what_the_reader_sees_and_no_more(town: Town, sign_in, language):  # noqa: F811
    dossier = town["received"]
    reach(dossier)
    notice_of(dossier, why="no_such_number", state=NoticeState.REFUSED)
    notice_of(town["taken"], state=NoticeState.PENDING, next_at=ago(-1))
    hoa, dung = sign_in("hoa", language), sign_in("dung", language)
    failed, waiting = text_of(hoa.get("/notices/")), text_of(hoa.get("/notices/?list=waiting"))
    assert dossier.number in failed and town["taken"].number not in failed
    assert town["taken"].number in waiting and dossier.number not in waiting
    assert "0900123456" in failed and "/again/" in failed and "/again/" not in waiting
    for address in ("/notices/", "/notices/?list=waiting", "/notices/?unit=nowhere&page=99&list=x"):
        text = text_of(dung.get(address))
        assert dossier.number not in text and town["taken"].number not in text


def test_what_was_sent_again_is_on_no_list_any_more(town: Town, sign_in):  # noqa: F811
    dossier = town["received"]
    reach(dossier)
    notice = notice_of(dossier)
    hoa = sign_in("hoa")
    answer = hoa.post(f"/notices/{notice.pk}/again/", {"next": "/notices/"}, follow=True)
    assert answer.redirect_chain == [("/notices/", 303)]
    assert dossier.number not in text_of(hoa.get("/notices/")).split('class="heaps"')[1]
