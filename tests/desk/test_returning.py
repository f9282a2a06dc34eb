"""Returning results: what waits, how it is found by a scan or a card, who took it."""

from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from motcua.dossiers.drafts import Proposal
from motcua.dossiers.ending import agree, return_result
from motcua.dossiers.intake import Person
from motcua.dossiers.models import Dossier
from motcua.dossiers.passing import move
from motcua.dossiers.states import State
from motcua.dossiers.timeline import entries_of, happenings
from motcua.journal.models import Reading
from motcua.moments import local_day
from tests.cast import Cast, reread
from tests.desk.test_leader import copy, up
from tests.desk.town import PEOPLE, Town, act, ago, decided, received_ago

LAN = "Nguyễn Thị Lan"
LANS_NUMBER = "080190000000"
CARD = f"{LANS_NUMBER}|301234567|{LAN}|07011990|Nữ|Ấp 3, xã Mỹ Bình, huyện Đức Huệ, Long An|01012022"


def text(answer: Any) -> str:
    return answer.content.decode()


def scanned(client: Any, code: str) -> Any:
    return client.get(f"/returns/?q={quote(code)}")


def receipt_of(dossier: Dossier) -> str:
    return f"https://motcua.example/tracking/?number={dossier.number}#K7PM-2QXD"


def handed_out(client: Any, dossier: Dossier, **typed: str) -> Any:
    return client.post("/returns/out/", {"d": f"{dossier.pk}:{dossier.seq}", "taker": "applicant", **typed})


def told(dossier: Dossier) -> str:
    return happenings(entries_of(dossier.pk))[-1].sentence


def opened(answer: Any) -> list[str]:
    return [result.dossier.number for result in answer.context.get("open") or ()]


def test_results_that_wait_stand_oldest_first_with_how_long_they_wait(cast: Cast, sign_in) -> None:
    later, earlier = reread(decided(cast, 5, 1)), reread(decided(cast, 9, 2))
    answer = sign_in("hoa", "en").get("/returns/")
    assert [r.dossier.number for r in answer.context["results"]] == [earlier.number, later.number]
    waited = [(local_day(ago(0)) - d.ended_on).days for d in (earlier, later)]
    assert [r.waited for r in answer.context["results"]] == [f"waiting {days} days" for days in waited]
    assert '<input id="scan"' in text(answer) and "autofocus" in text(answer)


def test_only_who_receives_or_returns_there_has_results_to_hand_out(town: Town, sign_in) -> None:
    for who, many in (("hoa", 2), ("an", 0), ("chi", 0), ("dung", 0), ("em", 0)):
        assert len(sign_in(who).get("/returns/").context["results"]) == many, who


@pytest.mark.parametrize("how", ["receipt", "number", "lower case", "blanks around"])
def test_a_scanned_receipt_opens_the_result_with_the_focus_on_handing_out(cast: Cast, sign_in, how) -> None:
    dossier = reread(decided(cast, 5))
    code = {
        "receipt": receipt_of(dossier),
        "number": dossier.number,
        "lower case": dossier.number.lower(),
        "blanks around": f"  {dossier.number}\t",
    }[how]
    answer = scanned(sign_in("hoa", "en"), code)
    assert opened(answer) == [dossier.number]
    assert 'id="hand-out" name="taker" value="applicant" autofocus' in text(answer)
    assert LANS_NUMBER in text(answer), "to be compared with his card"
    assert Reading.objects.get(subject_id=dossier.pk).times == 1


def test_who_lost_the_receipt_is_found_by_his_card_with_all_that_waits_for_him(cast: Cast, sign_in) -> None:
    his = [reread(decided(cast, days)) for days in (9, 5)]
    for dossier in his:
        assert dossier.applicant.name == LAN
    decided(cast, 4, 1)
    not_yet = received_ago(cast, 1)
    answer = scanned(sign_in("hoa", "en"), CARD)
    assert sorted(opened(answer)) == sorted(d.number for d in his)
    assert [o.dossier.number for o in answer.context["found"].others] == [not_yet.number]
    assert scanned(sign_in("hoa"), LANS_NUMBER).context["found"].exact


def test_an_old_card_number_finds_him_too(cast: Cast, sign_in) -> None:
    person = Person("Trần Văn Cũ", identifiers=(("old_id", "301234567"),))
    dossier = up_and_agreed(cast, applicant=person)
    assert opened(scanned(sign_in("hoa"), CARD)) == [dossier.number]
    assert opened(scanned(sign_in("hoa"), "301234567")) == [dossier.number]


def test_whose_matter_it_is_finds_it_and_may_take_it(cast: Cast, sign_in) -> None:
    holder = Person("Trần Văn Con", identifiers=(("personal_id", "080215000009"),))
    dossier = up_and_agreed(cast, holder=holder, mandate="mẹ")
    client = sign_in("hoa", "en")
    answer = scanned(client, "080215000009")
    assert "Hand out to Trần Văn Con, whose matter it is" in text(answer)
    assert handed_out(client, dossier, taker="holder").status_code == 303
    assert "handed out the result to Trần Văn Con" in _english(dossier)


def up_and_agreed(cast: Cast, **given: Any) -> Dossier:
    """Received, proposed and agreed to within these days."""
    dossier = cast.received(ago(4), **given)
    act(move, dossier, cast.hoa, 3.9, to=cast.inbox)
    act(move, dossier, cast.an, 3.8, to=cast.leader, draft=Proposal("granted"))
    act(agree, dossier, cast.chi, 3)
    return reread(dossier)


def _english(dossier: Dossier) -> str:
    with override("en"):
        return told(dossier)


def test_after_handing_out_the_focus_is_back_in_the_scan_field(cast: Cast, sign_in) -> None:
    dossier = reread(decided(cast, 5))
    client = sign_in("hoa", "en")
    answer = handed_out(client, dossier)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/returns/")
    assert reread(dossier).state == State.RETURNED
    page = text(client.get("/returns/"))
    assert f"Handed out: {dossier.number}." in page
    assert 'data-key="s" autofocus' in page


def test_another_who_takes_it_is_kept_with_his_number_and_his_right(cast: Cast, sign_in) -> None:
    dossier = reread(decided(cast, 5))
    typed = {
        "taker": "other",
        "name": "Trần Văn Tám",
        "number": "080190000099",
        "authority": "giấy ủy quyền 05/11/2026",
    }
    assert handed_out(sign_in("hoa"), dossier, **typed).status_code == 303
    assert "to Trần Văn Tám (080190000099), authorised by: giấy ủy quyền 05/11/2026" in _english(dossier)


@pytest.mark.parametrize("missing", ["name", "authority"])
def test_another_without_name_or_right_is_asked_for_it_and_the_rest_stays(cast: Cast, sign_in, missing) -> None:
    dossier = reread(decided(cast, 5))
    typed = {"taker": "other", "name": "Trần Văn Tám", "authority": "vợ", missing: ""}
    answer = handed_out(sign_in("hoa", "en"), dossier, **typed)
    assert answer.status_code == 422
    assert f'id="taker-{missing}_error"' in text(answer) or f'aria-describedby="taker-{missing}_' in text(answer)
    assert ("Trần Văn Tám" if missing == "authority" else "vợ") in text(answer)
    assert reread(dossier).state == State.DECIDED


def test_several_of_one_person_go_out_together(cast: Cast, sign_in) -> None:
    his = [reread(decided(cast, days)) for days in (9, 7, 5)]
    client = sign_in("hoa", "en")
    d = [f"{dossier.pk}:{dossier.seq}" for dossier in his]
    client.post("/returns/out/", {"d": d, "taker": "applicant"})
    assert {reread(dossier).state for dossier in his} == {State.RETURNED}
    assert "3 results handed out." in text(client.get("/returns/"))


def test_a_late_result_is_never_held_back(town: Town, sign_in) -> None:
    late = town["late"]
    assert late.ended_as == "late"
    assert opened(scanned(sign_in("hoa"), late.number)) == [late.number]
    assert handed_out(sign_in("hoa"), late).status_code == 303


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("taken", "Not decided yet: it lies with Phòng Tư pháp and is due"),
        ("waiting", "Not decided yet: it is “Waiting for supplement”"),
        ("withdrawn", "There is no result to hand out: it is “Withdrawn”."),
        ("stopped", "There is no result to hand out: it is “Stopped”."),
        ("returned", ", Bộ phận Một cửa huyện) handed out the result."),
    ],
)
def test_what_cannot_be_handed_out_says_why_in_a_sentence(town: Town, sign_in, state, sentence) -> None:
    answer = scanned(sign_in("hoa", "en"), receipt_of(town[state]))
    said = [other.sentence for other in answer.context["found"].others]
    if state == "returned":
        sentence = (
            sentence.replace("Returning officer", "Receiving officer") if "Receiving" in said[0] else sentence
        )
    assert len(said) == 1 and sentence in said[0]
    assert opened(answer) == []


def test_who_took_what_was_handed_out_already_is_said(cast: Cast, sign_in) -> None:
    dossier = reread(decided(cast, 5))
    act(return_result, dossier, cast.hoa, 1, to="Trần Văn Tám", authority="vợ")
    answer = scanned(sign_in("hoa", "en"), dossier.number)
    assert "handed out the result to Trần Văn Tám, authorised by: vợ" in text(answer)


@pytest.mark.parametrize("code", ["https://motcua.exam", "https://motcua.example/tracking/?num", "http://"])
def test_half_a_receipt_says_so_and_opens_nothing(town: Town, sign_in, code) -> None:
    answer = scanned(sign_in("hoa", "en"), code)
    assert "only a part of it arrived" in text(answer)
    assert opened(answer) == []


def test_half_a_number_in_a_receipts_code_lists_what_it_may_mean_and_opens_nothing(town: Town, sign_in) -> None:
    answer = scanned(sign_in("hoa", "en"), receipt_of(town["decided"]).split("#")[0][:-2])
    assert "Only a part of the receipt&#x27;s code arrived" in text(answer)
    assert opened(answer) == []
    assert answer.context["found"].results or answer.context["found"].others


def test_half_a_card_says_so(town: Town, sign_in) -> None:
    answer = scanned(sign_in("hoa", "en"), CARD[:40])
    assert "part of the card" in text(answer)
    assert answer.status_code == 200


def test_a_name_lists_what_waits_and_opens_nothing(cast: Cast, sign_in) -> None:
    dossier = reread(decided(cast, 5, 3))
    answer = scanned(sign_in("hoa"), "pham quoc ung")
    assert PEOPLE[3] in text(answer)
    assert [r.dossier.number for r in answer.context["found"].results] == [dossier.number]
    assert opened(answer) == []


@pytest.mark.parametrize("code", ["zzzz", "|||||||", "\x00", "🙂" * 300, "'; --", "9" * 999, "%", "a|b"])
def test_what_is_no_code_is_answered_with_a_sentence(town: Town, sign_in, code) -> None:
    answer = sign_in("hoa").get("/returns/", {"q": code})
    assert answer.status_code == 200
    assert opened(answer) == []


def test_what_somebody_may_not_see_is_not_found_by_any_code(town: Town, sign_in) -> None:
    dossier = town["decided"]
    person = dossier.applicant.identifiers.get().value
    for code in (dossier.number, receipt_of(dossier), person, dossier.applicant.name):
        found = scanned(sign_in("dung"), code).context["found"]
        assert not found.results and not found.others, code
    assert sign_in("dung").get(f"/returns/?d={dossier.number}").status_code == 404


def test_what_another_desk_hands_out_is_said_and_not_offered(town: Town, sign_in) -> None:
    answer = scanned(sign_in("chi", "en"), town["decided"].number)
    assert "Its result is handed out at Bộ phận Một cửa huyện" in text(answer)
    assert opened(answer) == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_handed_out_twice_changes_nothing_and_says_so(cast: Cast, sign_in, language) -> None:
    dossier = reread(decided(cast, 5))
    client = sign_in("hoa", language)
    handed_out(client, dossier)
    again = handed_out(client, dossier)
    assert again.status_code == 409
    assert {"vi": "không có gì thay đổi", "en": "nothing was changed"}[language] in text(again).lower()
    assert reread(dossier).seq == dossier.seq + 1


def test_of_several_what_went_meanwhile_is_refused_and_the_others_are_done(cast: Cast, sign_in) -> None:
    first, second = reread(decided(cast, 9)), reread(decided(cast, 5))
    act(return_result, first, cast.hoa, 0.1)
    d = [f"{dossier.pk}:{dossier.seq}" for dossier in (first, second)]
    answer = sign_in("hoa", "en").post("/returns/out/", {"d": d, "taker": "applicant"})
    assert answer.status_code == 409
    assert first.number in text(answer)
    assert reread(second).state == State.RETURNED


@pytest.mark.parametrize("d", [[], ["half"], ["00000000-0000-0000-0000-000000000001:1"], [":"]])
def test_a_form_that_names_nothing_says_so(town: Town, sign_in, d) -> None:
    answer = sign_in("hoa", "en").post("/returns/out/", {"d": d, "taker": "applicant"})
    assert answer.status_code == 422
    assert "Choose at least one result" in text(answer)


@pytest.mark.parametrize("path", ["", "list/", f"?q={LANS_NUMBER}", "?q=nguyen"])
def test_the_page_asks_no_more_questions_for_more_rows(cast: Cast, sign_in, path) -> None:
    client = sign_in("hoa")

    def asked() -> int:
        client.get(f"/returns/{path}")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/returns/{path}").status_code == 200
        return len(queries)

    for days in (9, 8):
        decided(cast, days)
        act(return_result, decided(cast, days), cast.hoa, 1)
    few = asked()
    for days in (7, 6, 5):
        decided(cast, days)
        act(return_result, decided(cast, days), cast.hoa, 1)
        received_ago(cast, 1)
    assert asked() == few
    assert few <= 20


def test_a_signed_copy_is_handed_out_like_any_result(cast: Cast, sign_in) -> None:
    dossier = copy(cast, 0.2)
    act(agree, dossier, cast.chi, 0.1)
    assert handed_out(sign_in("hoa"), reread(dossier)).status_code == 303
    assert up(cast, 2).state == State.IN_PROCESS


def test_one_person_entered_twice_is_one_person_at_the_counter(cast: Cast, sign_in) -> None:
    for _twice in range(2):
        decided(cast, 5, 3)
    answer = scanned(sign_in("hoa", "en"), "080190000003")
    assert len(opened(answer)) == 2
    assert f"Hand out to {PEOPLE[3]}" in text(answer)
    assert text(answer).count("080190000003</span>") == 1
