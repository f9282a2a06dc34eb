"""Every act of the desks, done by a program: the same rules, the same journal, the same refusals."""

import pytest

from motcua.dossiers.guide import Guidance
from motcua.dossiers.models import Dossier
from motcua.dossiers.states import State
from motcua.fees.models import UnitFee
from motcua.fees.owed import Due
from motcua.fees.setting import set_exemption
from motcua.journal.by import SYSTEM
from motcua.journal.models import Entry
from motcua.journal.verify import verify
from tests.api.conftest import reception_of
from tests.cast import BEGINNING, Cast, at, reread
from tests.desk.town import Town, act, received_ago, with_standing_clocks

EXEMPTING = {"by": SYSTEM, "at": at(BEGINNING), "ground": "LUAT-97-2015", "legal_basis": "Điều 10"}


def test_a_dossier_goes_from_reception_to_its_return(cast: Cast, program):
    hoa, an, chi = program("hoa"), program("an"), program("chi")
    answer = hoa.receives(reception_of(cast))
    assert answer.status_code == 201, answer.json()
    line = answer.json()
    assert (line["state"], line["state_code"], line["applicant"]) == ("received", 2, "Nguyễn Thị Mới")
    assert line["due_at"].endswith("+07:00")
    address = answer.headers["Location"].removeprefix("/api/v1")
    assert address == f"/dossiers/{line['number']}/"

    def does(who, path, body=None):
        nonlocal answer
        tag = answer.headers["ETag"]
        answer = who.post(f"{address}{path}/", body, if_match=tag)
        assert answer.status_code == 200, answer.json()
        assert answer.headers["ETag"] != tag
        return answer.json()

    does(hoa, "moves", {"to": {"unit": "801.02", "function": "handling"}, "note": "Đủ giấy tờ"})
    assert does(an, "take")["holder"]["account"]["name"] == "Lê Văn An"
    assert does(an, "handovers", {"to": "binh"})["holder"]["account"]["name"] == "Phạm Bình"
    binh = program("binh")
    assert does(binh, "supplement", {"missing": "Bản sao"})["due_at"] is None
    assert does(binh, "resume", {})["due_at"]
    proposal = {"outcome": "granted", "text": "Đủ điều kiện"}
    does(binh, "moves", {"to": {"unit": "801.02", "function": "leader"}, "proposal": proposal})
    does(chi, "send-back", {"reason": "Thiếu chữ ký"})
    does(binh, "moves", {"to": {"unit": "801.02", "function": "leader"}, "proposal": proposal})
    assert does(chi, "agreement")["state"] == "decided"
    assert does(hoa, "return", {"to": "Nguyễn Văn Em"})["state"] == "returned"
    dossier = Dossier.objects.get(number=line["number"])
    assert dossier.outcome_number
    acts = list(Entry.objects.filter(subject_id=dossier.pk).order_by("seq").values_list("act", "ground"))
    assert acts[0] == ("receive", "ND118-2025") and acts[-1] == ("return", "ND118-2025")
    assert len(acts) == dossier.seq == 11
    assert verify().ok


@pytest.mark.parametrize(
    ("who", "state", "path", "body", "becomes"),
    [
        ("hoa", "received", "withdrawal", {"reason": "Đổi ý"}, "withdrawn"),
        ("chi", "taken", "stop", {"reason": "Không đủ điều kiện"}, "stopped"),
        ("chi", "stopped", "resume", {"decision": "4/QĐ"}, "in_process"),
        ("hoa", "received", "payment-request", {"missing": "Tiền sử dụng đất"}, "fee_due"),
        ("hoa", "received", "waiting", {"cause": "tax", "asked": "Phiếu chuyển số 12"}, "in_process"),
        ("an", "outside", "resume", {}, "in_process"),
        (
            "chi",
            "resumed",
            "supplement",
            {"missing": "Bản đồ", "reason": "Quy hoạch đổi", "basis": "Điều 21"},
            "supplement",
        ),
        (
            "chi",
            "leader",
            "decision",
            {"outcome": "refused", "document": {"number": "9/QĐ", "on": "2026-11-01"}, "reason": "Sai mẫu"},
            "decided",
        ),
        ("chi", "leader", "decision", {"outcome": "granted", "from_book": True}, "decided"),
    ],
)
def test_an_act_leads_to_its_state(town: Town, program, who, state, path, body, becomes):
    with_standing_clocks(town)
    answer = program(who).acts(town[state], path, body)
    assert answer.status_code == 200, answer.json()
    assert answer.json()["state"] == becomes
    assert reread(town[state]).state == State[becomes.upper()]
    assert answer.headers["ETag"] == f'"{town[state].seq + 1}"'


def test_a_letter_is_drafted_by_who_holds_the_dossier_and_signed_once_by_the_head(town: Town, program):
    dossier = town["taken"]
    assert program("chi").acts(dossier, "letter", {"days": 2}).status_code == 409
    drafted = program("an").acts(dossier, "letter", {"days": 2, "reason": "Chờ xác minh"})
    assert drafted.status_code == 200, drafted.json()
    signed = program("chi").acts(reread(dossier), "letter-signature", {})
    assert signed.status_code == 200, signed.json()
    told = program("an").get(f"/dossiers/{dossier.number}/").json()
    assert told["extended_to"] > told["due_at"] == drafted.json()["due_at"]
    again = program("chi").acts(reread(dossier), "letter-signature", {"days": 3, "reason": "Vẫn chờ"})
    assert (again.status_code, again.json()["code"]) == (409, "extended")
    for senseless in ({"days": 0}, {"days": 61}, {"days": "2"}, {}):
        assert program("an").acts(reread(dossier), "letter", senseless).status_code == 422


def test_a_reception_names_the_exemption_and_one_that_does_not_hold_refuses_it(cast: Cast, program):
    law = {"legal_basis": "TT 75/2022/TT-BTC", "valid": (BEGINNING, None)}
    UnitFee.objects.create(procedure="5-days", per="item", amount=10_000, fee="Lệ phí đăng ký cư trú", **law)
    set_exemption("NUA", "Hộ cận nghèo", kind="charge", share=50, from_day=BEGINNING, **EXEMPTING)
    hoa = program("hoa")
    assert hoa.receives(reception_of(cast, exemption="NUA")).status_code == 201
    assert Due.objects.values_list("amount", "waived").get() == (10_000, 5_000)
    refused = hoa.receives(reception_of(cast, exemption="XYZ"))
    assert (refused.status_code, refused.json()["code"]) == (409, "no_exemption")
    assert Dossier.objects.count() == 1


def test_what_was_filed_and_is_not_received_is_refused_with_its_reason(cast: Cast, program):
    from motcua.dossiers.receive import draft
    from tests.cast import GROUND
    from tests.desk.town import ago

    intake = cast.intake()
    draft([intake], by=cast.hoa, at=ago(1), recorded_at=ago(1), ground=GROUND, filed=True)
    filed = reread(intake.id)
    hoa = program("hoa")
    answer = hoa.post(f"/dossiers/{filed.pk}/refusal/", {"reason": "Không thuộc thẩm quyền"}, if_match='"1"')
    assert (answer.status_code, answer.json()["state"]) == (200, "refused")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_refusal_is_a_conflict_with_its_code_and_its_sentence(town: Town, program, language):
    answer = program("an", language=language).acts(town["received"], "take")
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (409, "not_yours")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Content-Language"] == language
    assert {"vi": "hồ sơ", "en": "Your posts do not allow this act"}[language] in problem["detail"]
    assert reread(town["received"]).seq == town["received"].seq


def test_an_act_on_what_has_moved_on_is_not_done_and_says_what_happened(town: Town, program):
    dossier = town["leader"]
    assert program("chi").acts(dossier, "take").status_code == 200
    late = program("chi").acts(dossier, "stop", {"reason": "Hết hạn"})
    problem = late.json()
    assert (late.status_code, problem["code"]) == (412, "meanwhile")
    assert "Võ Thị Chi (Leader, Phòng Tư pháp) took the dossier in hand" in problem["happened"][0]
    assert late.headers["ETag"] == f'"{dossier.seq + 1}"'
    again = program("chi").acts(dossier, "take")
    assert (again.status_code, again.json()["code"]) == (412, "twice")
    assert reread(dossier).seq == dossier.seq + 1


@pytest.mark.parametrize(
    ("who", "state", "path", "body", "code"),
    [
        ("chi", "resumed", "supplement", {"missing": "Bản đồ"}, "second"),
        ("an", "resumed", "supplement", {"missing": "Bản đồ", "reason": "Đổi", "basis": "Điều 21"}, "consent"),
        ("an", "outside", "payment-request", {"missing": "Tiền sử dụng đất"}, "stands"),
        ("an", "taken", "waiting", {"cause": "tax", "asked": "Phiếu số 12"}, "clock_goes_on"),
    ],
)
def test_a_clock_that_may_not_stand_now_is_a_conflict(town: Town, program, who, state, path, body, code):
    with_standing_clocks(town)
    answer = program(who).acts(town[state], path, body)
    assert (answer.status_code, answer.json()["code"]) == (409, code)
    assert reread(town[state]).seq == town[state].seq


def test_a_dossier_tells_for_whom_its_clock_stands_and_stood(town: Town, program):
    with_standing_clocks(town)
    an = program("an")
    [pause] = an.get(f"/dossiers/{town['outside'].number}/").json()["pauses"]
    assert (pause["cause"], pause["until"], pause["anew"]) == ("tax", None, False)
    assert pause["note"] == "Phiếu chuyển thông tin số 12"
    standing = an.get(f"/dossiers/{town['outside'].number}/standing/").json()
    assert standing["standing"] == "waiting"
    assert "resume" in standing["acts"] and not {"waiting", "payment-request"} & set(standing["acts"])
    told = an.get(f"/dossiers/{town['received'].number}/").json()
    assert (told["pauses"], told["norm"], told["extended_to"]) == ([], None, None)


@pytest.mark.parametrize("body", [{"cause": "fee", "asked": "x"}, {"cause": "tax", "asked": " "}, {"cause": "tax"}])
def test_what_is_waited_for_is_named(town: Town, program, body):
    assert program("hoa").acts(town["received"], "waiting", body).status_code == 422


def test_a_payment_is_asked_for_only_of_what_was_seen(town: Town, program):
    dossier = town["received"]
    hoa = program("hoa")
    assert hoa.acts(dossier, "take").status_code == 200
    late = hoa.acts(dossier, "payment-request", {"missing": "Tiền sử dụng đất"})
    assert (late.status_code, late.json()["code"]) == (412, "meanwhile")
    assert reread(dossier).state == State.IN_PROCESS


@pytest.mark.parametrize("tag", [None, "*", "3", '"abc"', '"' + "9" * 400 + '"'])
def test_an_act_without_a_version_is_not_done(town: Town, program, tag):
    dossier, headers = town["received"], {} if tag is None else {"if_match": tag}
    answer = program("hoa").post(f"/dossiers/{dossier.number}/take/", **headers)
    assert (answer.status_code, answer.json()["type"]) == (428, "/api/v1/docs/#problem-version-missing")
    assert reread(dossier).seq == dossier.seq


def test_a_version_marked_weak_by_a_proxy_is_the_same_version(town: Town, program):
    dossier = town["received"]
    assert program("hoa").acts(dossier, "take", if_match=f'W/"{dossier.seq}"').status_code == 200


def test_a_version_that_is_not_there_yet_is_not_what_was_seen(town: Town, program):
    answer = program("hoa").acts(town["received"], "take", if_match='"999"')
    assert answer.status_code == 412


def test_guidance_is_recorded_without_a_number(cast: Cast, program):
    body = {"unit": "801.01", "missing": "Thiếu bản sao", "procedure": "5-days", "name": "Lan"}
    answer = program("hoa").post("/guidance/", body, idempotency_key="một".encode().hex())
    assert answer.status_code == 201
    assert Guidance.objects.get(pk=answer.json()["id"]).missing == "Thiếu bản sao"
    elsewhere = program("dung").post("/guidance/", body, idempotency_key="2")
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (409, "not_here")


def test_certified_copies_are_received_granted_from_their_book_and_returned(cast: Cast, program):
    hoa, chi = program("hoa"), program("chi")
    answer = hoa.receives(
        reception_of(
            cast,
            procedure="at-once",
            line={"what": "Giấy khai sinh", "pages": 2, "copies": 3, "fee": 12000},
            lies_with={"unit": "801.02", "function": "leader"},
        )
    )
    assert answer.status_code == 201, answer.json()
    dossier = Dossier.objects.get(pk=answer.json()["id"])
    assert hoa.get(f"/dossiers/{dossier.pk}/").json()["line"]["fee"] == 12000
    assert chi.acts(dossier, "agreement").json()["state"] == "decided"


def test_an_applicant_is_named_by_id_only_where_his_dossier_may_be_seen(town: Town, program):
    known = {"id": str(town["received"].applicant_id)}
    mine = program("hoa").receives(reception_of(town.cast, applicant=known))
    assert mine.status_code == 201
    guessed = program("dung").receives(
        reception_of(town.cast, applicant=known, received_unit="27899", deciding_unit="27899")
    )
    assert guessed.status_code == 422
    assert guessed.json()["errors"][0]["pointer"] == "#/applicant/id"
    assert town["received"].applicant.name not in guessed.content.decode()


@pytest.mark.parametrize(
    ("change", "status", "place"),
    [
        ({"procedure": "no-such"}, 409, "no_version"),
        ({"received_unit": "801.02"}, 409, "not_yours"),
        ({"received_unit": "no-such"}, 422, "#/received_unit"),
        ({"lies_with": {"unit": "801.02", "function": "leader", "account": "nobody"}}, 422, "#/lies_with/account"),
        ({"channel": "pigeon"}, 422, "#/channel"),
        ({"applicant": {"name": "  "}}, 422, "#/applicant"),
        ({"applicant": {"name": "N" * 201}}, 422, "#/applicant/name"),
        ({"papers": [{"name": "Tờ khai", "originals": 10**30}]}, 422, "#/papers/0/originals"),
        ({"colour": "red"}, 422, "#/colour"),
    ],
)
def test_what_cannot_be_received_is_named_and_nothing_is_half_written(cast: Cast, program, change, status, place):
    answer = program("hoa").receives(reception_of(cast, **change))
    problem = answer.json()
    assert answer.status_code == status, problem
    assert place in (problem.get("code"), *(each.get("pointer") for each in problem.get("errors", [])))
    assert not Dossier.objects.exists()


def test_moved_by_the_desk_or_by_a_program_is_one_thing(cast: Cast, program):
    from motcua.dossiers.passing import move

    dossier = received_ago(cast, 1)
    act(move, dossier, cast.hoa, 0.5, to=cast.inbox)
    dossier = reread(dossier)
    assert program("an").acts(dossier, "take").status_code == 200
    told = [each["sentence"] for each in program("an").get(f"/dossiers/{dossier.number}/history/").json()["items"]]
    assert told[1].startswith("Trần Thị Hoa") and told[2].startswith("Lê Văn An")
