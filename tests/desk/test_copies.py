"""While people wait: docs/rules/copies.md."""

import html
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from motcua.dossiers.books import BookLine
from motcua.dossiers.ending import return_result, withdraw
from motcua.dossiers.models import Dossier, DossierPaper
from motcua.dossiers.passing import send_back
from motcua.dossiers.states import State
from motcua.people.models import Applicant, Function, Identifier
from tests.cast import GROUND, Cast, succeeded
from tests.desk.queue import CARD, COPIES, entered, offer_copies, signed, typed, waiting

SignIn = Callable[..., Client]


@pytest.fixture
def hoa(cast: Cast, sign_in: SignIn) -> Client:
    """Hoa's browser, where the office certifies copies."""
    offer_copies(cast)
    return sign_in("hoa", "en")


def text_of(client: Client, address: str = "/copies/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def lines(client: Client, **asked: str) -> list[str]:
    """The names on the list, as it stands."""
    return [line.name for line in client.get("/copies/", asked).context["lines"]]


def now() -> datetime:
    return datetime.now(UTC)


# ---- entering


def test_one_form_makes_a_dossier_a_line_in_the_book_and_a_task_for_the_leader(hoa: Client, cast: Cast) -> None:
    dossier = entered(hoa, "Nguyễn Thị Lan", what="CCCD", pages="3", copies="2")
    line = BookLine.objects.get(dossier=dossier)
    assert (line.serial, line.what, line.pages, line.copies, line.fee) == (1, "CCCD", 3, 2, 10_000)
    assert (dossier.holder_unit_id, dossier.holder_function) == (cast.office.pk, Function.LEADER)
    assert (dossier.received_unit_id, dossier.deciding_unit_id) == (cast.desk.pk, cast.office.pk)
    assert dossier.applicant.name == "Nguyễn Thị Lan"
    assert not DossierPaper.objects.filter(dossier=dossier).exists(), "no checklist for what is returned at once"


def test_the_answer_leads_back_to_the_empty_form_with_number_and_fee(hoa: Client) -> None:
    answer = hoa.post("/copies/", typed(pages="3", copies="2"), follow=True)
    assert answer.redirect_chain[0][1] == 303
    said = answer.content.decode()
    assert f"1, quyển số 01/{date.today().year}-SCT/BS" in said  # noqa: DTZ011 -- the year is the same all over
    assert "10.000 đ" in said
    assert answer.context["form"].data == {}
    assert "autofocus" in said


def test_the_pages_script_is_answered_in_one_go_with_what_it_asks_for(hoa: Client) -> None:
    whole = hoa.post("/copies/", typed(), headers={"X-Part": "lines"})
    assert whole.status_code == 200
    assert 'id="copies-said"' in whole.content.decode()
    assert 'id="copies-lines"' in whole.content.decode()
    assert "<html" not in whole.content.decode()
    short = hoa.post("/copies/", typed(), headers={"X-Part": "said"}).content.decode()
    assert "2, quyển số" in short
    assert 'id="copies-lines"' not in short


def test_the_procedure_that_charges_by_the_page_is_chosen_first(hoa: Client) -> None:
    desk = hoa.get("/copies/").context["desk"]
    assert [o.code for o in desk.offered] == [COPIES, "at-once"]
    assert desk.chosen.code == COPIES


def test_another_procedure_is_entered_without_pages_and_without_a_line(hoa: Client, cast: Cast) -> None:
    said = text_of(hoa, "/copies/?procedure=at-once")
    assert 'name="pages"' not in said
    dossier = entered(hoa, procedure="at-once", what="Chữ ký")
    assert (dossier.procedure.code, dossier.subject, dossier.holder_function) == ("at-once", "Chữ ký", "leader")
    assert not BookLine.objects.filter(dossier=dossier).exists()
    assert lines(hoa) == ["Nguyễn Thị Lan"]


def test_what_is_certified_may_be_left_out(hoa: Client) -> None:
    assert BookLine.objects.get(dossier=entered(hoa, what="")).what == "Giấy tờ"


def test_a_scanned_card_says_who_it_is(hoa: Client) -> None:
    applicant = entered(hoa, CARD).applicant
    assert (applicant.name, applicant.born_on) == ("Trần Thị Bích Ngọc", date(1990, 11, 5))
    assert set(applicant.identifiers.values_list("kind", "value")) == {
        ("personal_id", "080190000123"),
        ("old_id", "301234567"),
    }


def test_a_card_that_was_scanned_before_makes_no_second_applicant(hoa: Client) -> None:
    first = entered(hoa, CARD)
    again = entered(hoa, "Trần Thị Bích Ngọc", card=CARD)
    assert first.applicant_id == again.applicant_id
    assert Identifier.objects.filter(value="080190000123").count() == 1


# ---- refused, and what was typed stays


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"name": ""}, "name", "Type the name"),
        ({"name": "080190000123|301234567|Trần Thị"}, "name", "Only a part of the card"),
        ({"name": "A" * 201}, "name", "Shorten this"),
        ({"pages": ""}, "pages", "Fill this in"),
        ({"pages": "0"}, "pages", "at least one page"),
        ({"pages": "-3"}, "pages", "at least one page"),
        ({"pages": "ba"}, "pages", "whole number"),
        ({"pages": "3,5"}, "pages", "whole number"),
        ({"pages": "²"}, "pages", "whole number"),
        ({"pages": "5001"}, "pages", "5.001 pages"),
        ({"copies": "0"}, "copies", "At least one copy"),
        ({"copies": "1000000000"}, "copies", "1.000.000.000 copies"),
        ({"copies": "9" * 40}, "copies", ""),
        ({"what": "x" * 201}, "what", "Shorten this"),
        ({"id": "nonsense"}, "id", "Choose"),
    ],
)
def test_what_cannot_be_is_one_sentence_and_what_was_typed_stays(
    hoa: Client, wrong: dict[str, str], field: str, said: str
) -> None:
    sent = typed("Lê Thị Giữ Lại") | wrong
    answer = hoa.post("/copies/", sent)
    assert answer.status_code == 422
    form = answer.context["form"]
    assert list(form.errors) == [field]
    with override("en"):
        [(_label, problem)] = form.problems
    assert said in html.unescape(answer.content.decode())
    assert "%(" not in problem
    for name in ("name", "pages", "copies"):
        assert form[name].value() == sent[name]
    assert not Dossier.objects.exists()
    assert not Applicant.objects.exists()


def test_several_mistakes_are_all_named(hoa: Client) -> None:
    problems = hoa.post("/copies/", typed("", pages="0", copies="x")).context["form"].problems
    assert len(problems) == 3


def test_a_form_that_is_sent_twice_is_entered_once(hoa: Client) -> None:
    sent = typed()
    answers = [hoa.post("/copies/", sent) for _n in range(2)]
    assert [a.status_code for a in answers] == [303, 303]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert BookLine.objects.count() == Dossier.objects.count() == 1


def test_a_form_sent_again_with_another_name_is_told_so_and_can_be_sent_as_its_own(hoa: Client) -> None:
    sent = typed("Nguyễn Thị Lan")
    hoa.post("/copies/", sent)
    answer = hoa.post("/copies/", sent | {"name": "Lê Văn Khác"})
    assert answer.status_code == 409
    assert "was sent before" in answer.content.decode()
    form = answer.context["form"]
    assert form["name"].value() == "Lê Văn Khác"
    assert form["id"].value() != str(sent["id"])
    assert hoa.post("/copies/", sent | {"name": "Lê Văn Khác", "id": form["id"].value()}).status_code == 303
    assert BookLine.objects.count() == 2


def test_a_refused_line_leaves_no_gap_in_the_book(hoa: Client) -> None:
    entered(hoa)
    hoa.post("/copies/", typed(pages="0"))
    assert BookLine.objects.get(dossier=entered(hoa)).serial == 2


def test_what_was_typed_before_the_sign_in_ended_is_looked_at_again_without_being_entered(hoa: Client) -> None:
    answer = hoa.post("/copies/", typed("Lê Thị Giữ Lại") | {"_look": "1"})
    assert answer.status_code == 200
    assert answer.context["form"]["name"].value() == "Lê Thị Giữ Lại"
    assert not Dossier.objects.exists()


# ---- the fee


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"pages": "3", "copies": "2"}, "10.000 đ"),
        ({"pages": "500", "copies": "1"}, "200.000 đ"),
        ({"pages": "0", "copies": "1"}, "at least one page"),
        ({"pages": "", "copies": "1"}, "—"),
        ({"pages": "x", "copies": "1"}, "—"),
        ({"pages": "3", "copies": "2", "procedure": "at-once"}, "—"),
        ({}, "—"),
    ],
)
def test_the_fee_is_counted_while_it_is_typed(hoa: Client, asked: dict[str, str], said: str) -> None:
    answer = hoa.get("/copies/fee/", {"procedure": COPIES} | asked)
    assert answer.status_code == 200
    assert said in answer.content.decode()


def test_the_days_copies_and_fees_are_added_up_without_withdrawn_lines(hoa: Client, cast: Cast) -> None:
    entered(hoa, pages="3", copies="2")
    entered(hoa, pages="1", copies="1")
    wrong = entered(hoa, pages="9", copies="9")
    succeeded(withdraw([wrong.pk], reason="Nhập nhầm", by=cast.hoa, at=now(), ground=GROUND))
    sums = hoa.get("/copies/").context["sums"]
    assert (sums.copies, sums.fee) == (3, 12_000)
    assert "12.000 đ" in text_of(hoa)


# ---- the list


def test_a_line_goes_from_waiting_to_signed_to_handed_out(hoa: Client, cast: Cast) -> None:
    dossier = waiting(cast)
    assert lines(hoa, show="signing") == ["Nguyễn Thị Lan"]
    assert "waits for signature: the leader of Phòng Tư pháp" in text_of(hoa)
    dossier = signed(cast, dossier)
    assert dossier.outcome_number == BookLine.objects.get(dossier=dossier).number
    assert (lines(hoa, show="signing"), lines(hoa, show="signed")) == ([], ["Nguyễn Thị Lan"])
    assert "Hand out" in text_of(hoa)
    sent = {"seen": dossier.seq, "next": "/copies/"}
    assert hoa.post(f"/dossiers/{dossier.pk}/return/", sent).status_code == 303
    assert Dossier.objects.get(pk=dossier.pk).state == State.RETURNED
    assert lines(hoa, show="out") == ["Nguyễn Thị Lan"]
    assert "handed out at" in text_of(hoa)


def test_what_the_leader_sent_back_says_so(hoa: Client, cast: Cast) -> None:
    dossier = waiting(cast)
    succeeded(send_back([dossier.pk], reason="Bản chính bị tẩy xóa", by=cast.chi, at=now(), ground=GROUND))
    assert "lies with Receiving officer, Bộ phận Một cửa huyện" in text_of(hoa)


def test_the_newest_stand_first(hoa: Client) -> None:
    names = [f"Người {n}" for n in range(3)]
    for name in names:
        entered(hoa, name)
    assert lines(hoa) == names[::-1]


def test_fifty_stand_on_a_page(hoa: Client, cast: Cast) -> None:
    for n in range(52):
        waiting(cast, n)
    assert (len(lines(hoa)), len(lines(hoa, page="2")), len(lines(hoa, page="nonsense"))) == (50, 2, 50)
    assert [n for heap, n in hoa.get("/copies/").context["sums"].heaps] == [52, 52, 0, 0]


def test_a_line_is_found_by_its_number(hoa: Client, cast: Cast) -> None:
    first, second = entered(hoa, "Người Một"), entered(hoa, "Người Hai")
    assert lines(hoa, find="1") == ["Người Một"]
    assert lines(hoa, find=BookLine.objects.get(dossier=second).number) == ["Người Hai"]
    assert lines(hoa, find=str(first.number)) == ["Người Một"]
    for nothing in ("77", "x", "1" * 30, "1\x00", "’ OR 1"):
        assert lines(hoa, find=nothing) == (["Người Một"] if nothing == "1\x00" else [])


def test_the_list_alone_is_asked_for_and_not_sent_twice(hoa: Client, cast: Cast) -> None:
    entered(hoa)
    part = hoa.get("/copies/?part=lines")
    assert 'id="copies-lines"' in part.content.decode()
    assert "<html" not in part.content.decode()
    mark = part.headers["ETag"]
    assert hoa.get("/copies/?part=lines", headers={"If-None-Match": mark}).status_code == 304
    entered(hoa)
    assert hoa.get("/copies/?part=lines", headers={"If-None-Match": mark}).status_code == 200


def test_the_queries_do_not_grow_with_the_lines(hoa: Client, cast: Cast) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            hoa.get("/copies/")
        return len(asked)

    waiting(cast)
    hoa.get("/copies/")
    few = queries()
    for n in range(30):
        signed(cast, waiting(cast, n))
    assert queries() == few
    assert few <= 12


# ---- rights


def test_who_neither_receives_nor_returns_gets_the_sentence(hoa: Client, cast: Cast, sign_in: SignIn) -> None:
    entered(hoa)
    an = sign_in("an", "en")
    said = text_of(an)
    assert "None of your posts receives" in said
    assert "Nguyễn Thị Lan" not in said
    answer = an.post("/copies/", typed())
    assert answer.status_code == 409
    assert "None of your posts receives at Bộ phận Một cửa huyện" in answer.content.decode()
    assert Dossier.objects.count() == 1


def test_nobody_enters_at_a_desk_that_is_not_his(hoa: Client, cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in("dung", "en").post("/copies/", typed())
    assert answer.status_code == 409
    assert not Dossier.objects.exists()


def test_the_neighbours_lines_are_not_shown(hoa: Client, cast: Cast, sign_in: SignIn) -> None:
    theirs, dung = entered(hoa), sign_in("dung", "en")
    assert lines(dung) == []
    assert dung.get("/copies/", {"find": "1"}).context["lines"] == []
    assert dung.get("/copies/", {"entered": str(theirs.pk)}).context["entered"] is None


def test_an_id_of_somebody_elses_dossier_says_nothing_about_it(hoa: Client, cast: Cast, sign_in: SignIn) -> None:
    theirs = entered(hoa)
    answer = sign_in("dung", "en").post("/copies/", typed(id=theirs.pk, desk="27899"))
    assert answer.status_code == 409
    assert str(theirs.number) not in answer.content.decode()


def test_a_clerk_does_not_sign_and_a_leader_who_is_the_clerk_may(hoa: Client, cast: Cast, sign_in: SignIn) -> None:
    entered(hoa)
    [line] = hoa.get("/copies/").context["lines"]
    assert (line.may_sign, line.may_return) == (False, False)
    dung = sign_in("dung", "en")
    entered(dung, desk="27899")
    [own] = dung.get("/copies/").context["lines"]
    assert own.may_sign
    assert "Sign the selected" in text_of(dung)


def test_who_only_returns_sees_the_lines_and_no_form(hoa: Client, cast: Cast, sign_in: SignIn) -> None:
    from motcua.people.models import Post

    dossier = signed(cast, waiting(cast))
    Post.objects.filter(account=cast.accounts["hoa"], function=Function.RECEIVING).delete()
    client = sign_in("hoa", "en")
    said = text_of(client)
    assert 'id="copies-entry"' not in said
    assert [line.may_return for line in client.get("/copies/").context["lines"]] == [True]
    done = return_result([dossier.pk], by=cast.hoa, at=now(), ground=GROUND)
    assert not done.refused


def test_a_procedure_that_is_not_offered_any_more_is_refused(hoa: Client) -> None:
    for code in ("5-days", "9.999999", ""):
        answer = hoa.post("/copies/", typed(procedure=code))
        assert answer.status_code == 409
    assert not Dossier.objects.exists()


@pytest.mark.parametrize("asked", ["desk=27899", "desk=x", "procedure=5-days", "show=zzz", "page=0", "entered=x"])
def test_what_an_address_asks_for_and_does_not_exist_is_not_asked_for(hoa: Client, asked: str) -> None:
    desk = hoa.get(f"/copies/?{asked}").context["desk"]
    assert (desk.unit.code, desk.chosen.code) == ("801.01", COPIES)
