"""What procedures charge, line by line: docs/rules/fees.md."""

import json
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from motcua.catalogue.content import Content, Draft, Fee, Terms
from motcua.catalogue.publish import publish_versions
from motcua.fees.charges import Asked, Charges, NotCharged, SetBy, charges
from motcua.fees.kinds import FeeKind, Per, WhenDue, kind_of
from motcua.fees.models import CouncilFee, Exemption
from motcua.fees.setting import NotSet, set_council_fee, set_exemption
from motcua.journal.by import SYSTEM
from motcua.journal.models import Entry
from motcua.worktime.limits import Limit, LimitUnit
from tests.cast import MONDAY, at

BY: dict[str, Any] = {"by": SYSTEM, "at": at(), "ground": "LUAT-97-2015"}
NQ = "12/2018/NQ-HĐND"


@pytest.fixture
def published(db: None) -> None:
    """A procedure whose charge the council sets, one with a free line, one free, one with nothing stated."""

    def terms(*fees: Fee, online: tuple[Fee, ...] | None = None) -> tuple[Terms, ...]:
        limit = Limit(5, LimitUnit.WORKING_DAY)
        counter = Terms("counter", limit, fees)
        return (counter,) if online is None else (counter, Terms("online", limit, online))

    contents = {
        "CIVIL": ("Hộ tịch", terms(Fee("Lệ phí hộ tịch", None), online=(Fee("Lệ phí hộ tịch", None),))),
        "BIRTH": ("Hộ tịch", terms(Fee("Đăng ký đúng hạn", 0), Fee("Đăng ký không đúng hạn", None))),
        "FREE": ("Hộ tịch", terms(Fee("Lệ phí", 0))),
        "SILENT": ("Hộ tịch", terms()),
        "STAY": ("Đăng ký, quản lý cư trú", terms(Fee("Lệ phí đăng ký cư trú", 15_000))),
    }
    drafts = [
        Draft(code=code, field=field, content=Content(code.title(), terms=terms))
        for code, (field, terms) in contents.items()
    ]
    done = publish_versions(drafts, from_day=date(2018, 1, 1), **{**BY, "ground": "ND63-2010"})
    assert not done.refused, done.refused


def resolved(amount: int, **given: Any) -> CouncilFee:
    return set_council_fee("CIVIL", amount, **{"resolution": NQ, "from_day": MONDAY} | given, **BY)


def of(code: str, on: date = MONDAY, exemption: str = "", **asked: Any) -> Charges:
    return charges(code, on, Asked(**asked), exemption=exemption)


def test_pages_are_counted_a_copy_and_copies_multiplied(db: None) -> None:
    found = of("2.000815", pages=12, copies=3)
    [line] = found.lines
    assert (found.total, line.amount, line.rate, line.quantity) == (42_000, 42_000, 14_000, 3)
    assert [(step.pages, step.rate) for step in line.steps] == [(2, 2_000), (10, 1_000)]
    assert of("2.000815", pages=500, copies=2).total == 400_000


@pytest.mark.parametrize(
    ("code", "asked", "total"),
    [("2.000635", {"copies": 5}, 40_000), ("2.000884", {"quantity": 2}, 20_000), ("2.001035", {}, 50_000)],
)
def test_what_a_circular_charges_for_each_is_multiplied(
    db: None, code: str, asked: dict[str, int], total: int
) -> None:
    assert of(code, **asked).total == total


def test_what_the_council_sets_is_neither_free_nor_nothing_until_it_has(published: None) -> None:
    [line] = of("CIVIL").lines
    assert (line.amount, line.to_pay, line.set_by, line.is_free_by_law) == (None, None, SetBy.COUNCIL, False)
    assert of("CIVIL").total is None
    resolved(8_000)
    [line] = of("CIVIL").lines
    assert (line.amount, line.set_by, line.basis) == (8_000, SetBy.COUNCIL, NQ)
    assert of("CIVIL").total == 8_000
    assert of("CIVIL", date(2019, 1, 6)).total is None, "not before the day from which it holds"


def test_there_is_no_total_while_one_line_is_not_known(published: None) -> None:
    found = of("BIRTH")
    assert [line.amount for line in found.lines] == [0, None] and found.total is None
    assert of("FREE").total == 0 and of("FREE").lines[0].is_free_by_law
    assert of("SILENT").lines == () and of("SILENT").total is None, "nothing stated is not free"


def test_a_resolution_ends_the_one_before_and_keeps_its_past(published: None) -> None:
    resolved(8_000)
    resolved(0, channel="online", resolution="30/2018/NQ-HĐND")
    resolved(10_000, from_day=date(2019, 2, 1), resolution="5/2019/NQ-HĐND")
    assert [of("CIVIL", on).total for on in (MONDAY, date(2019, 1, 31), date(2019, 2, 1))] == [8_000, 8_000, 10_000]
    assert of("CIVIL", channel="online").total == 0, "what is set for the channel is the more particular"
    with pytest.raises(NotSet, match=r"01/02/2019|01/02"), override("en"):
        resolved(9_000, from_day=date(2019, 1, 20))
    row = resolved(11_000, from_day=date(2019, 2, 1), resolution="5/2019/NQ-HĐND")
    assert of("CIVIL", date(2019, 3, 1)).total == 11_000, "the same day again corrects it"
    assert list(Entry.objects.filter(subject_id=row.pk).order_by("seq").values_list("act", flat=True)) == [
        "set_council_fee",
        "set_council_fee",
    ]


@pytest.mark.parametrize("amount", [-1, 10_000_000_001])
def test_a_negative_or_absurd_fee_is_refused(published: None, amount: int) -> None:
    with override("en"), pytest.raises(NotSet) as refused:
        resolved(amount)
    with override("en"):
        assert "is no amount for a fee" in str(refused.value)
    with pytest.raises(NotSet):
        resolved(5_000, resolution=" ")
    assert not CouncilFee.objects.exists()


def test_an_exemption_names_who_by_what_ground_and_how_much(published: None) -> None:
    resolved(8_000)
    [line] = of("CIVIL", exemption="HT-HN").lines
    assert line.exempted is not None
    assert (line.exempted.amount, line.exempted.share, line.to_pay) == (8_000, 100, 0)
    assert "Luật Hộ tịch" in line.exempted.ground
    assert of("CIVIL", exemption="HT-HN").total == 0


def test_a_full_exemption_is_known_before_the_council_has_set_the_fee(published: None) -> None:
    assert of("CIVIL", exemption="HT-KT").total == 0
    set_exemption("HALF", "Nộp trực tuyến", legal_basis=NQ, share=50, from_day=MONDAY, **BY)
    assert of("CIVIL", exemption="HALF").total is None
    resolved(7_001)
    assert of("CIVIL", exemption="HALF").total == 3_500, "rounded in favour of who pays"


def test_an_exemption_holds_for_its_procedures_alone(published: None) -> None:
    for code, exemption in (("STAY", "HT-HN"), ("2.000635", "HT-HN"), ("CIVIL", "CT-HN"), ("FREE", "HT-HN")):
        with pytest.raises(NotCharged) as refused:
            of(code, date(2024, 1, 8), exemption=exemption)
        assert refused.value.code == "not_exempt", (code, exemption)
    with pytest.raises(NotCharged) as refused:
        of("STAY", exemption="CT-HN")
    assert refused.value.code == "no_exemption", "TT 75/2022 is not in force in 2019"
    assert of("STAY", date(2024, 1, 8), exemption="CT-HN").total == 0
    assert Exemption.objects.count() == 8


@pytest.mark.parametrize(
    ("code", "asked", "why"),
    [
        ("NONE", {}, "no_procedure"),
        ("STAY", {"channel": "online"}, "no_channel"),
        ("STAY", {"case": "farm"}, "no_case"),
        ("STAY", {"quantity": 0}, "quantity"),
        ("2.000815", {"pages": 0}, "pages_few"),
        ("2.000815", {"copies": 1_001}, "copies_many"),
    ],
)
def test_what_cannot_be_quoted_says_why(published: None, code: str, asked: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError) as refused:
        of(code, **asked)
    assert refused.value.code == why  # type: ignore[attr-defined]
    assert str(refused.value)


def test_a_council_fee_may_be_collected_on_return_and_by_the_item(published: None) -> None:
    resolved(5_000, per=Per.ITEM, when=WhenDue.RETURN)
    [line] = of("CIVIL", quantity=3).lines
    assert (line.amount, line.quantity, line.when) == (15_000, 3, WhenDue.RETURN)


def test_the_name_tells_the_kind() -> None:
    names = (
        "Phí thẩm định",
        "Lệ phí hộ tịch",
        "Đăng ký không đúng hạn",
        "Thuế thu nhập cá nhân",
        "Tiền sử dụng đất",
    )
    kinds = [FeeKind.FEE, FeeKind.CHARGE, FeeKind.CHARGE, FeeKind.TAX, FeeKind.LAND]
    assert [kind_of(name) for name in names] == kinds


def command(*given: str, language: str = "en") -> str:
    out = StringIO()
    call_command("fees", *given, "--lang", language, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_the_command_quotes(published: None) -> None:
    told = json.loads(command("quote", "2.000815", "--pages", "12", "--copies", "3", "--format", "json"))
    assert (told["total"], told["complete"], told["lines"][0]["kind"]) == (42_000, True, "fee")
    told = json.loads(command("quote", "CIVIL", "--on", "2019-01-07", "--format", "json"))
    assert (told["total"], told["lines"][0]["amount"], told["lines"][0]["to_pay"]) == (None, "council", "council")
    shown = command("quote", "CIVIL", "--on", "2019-01-07")
    assert "set by the provincial council" in shown and "free" not in shown.lower() and " 0 " not in shown
    assert "In all: 42.000 đ" in command("quote", "2.000815", "--pages", "12", "--copies", "3")


def test_the_command_enters_what_the_council_sets_and_who_is_exempt(published: None) -> None:
    from_monday = ("--from", "2019-01-07", "--on", "2019-01-07", "--format", "json")
    told = json.loads(command("council", "CIVIL", "--amount", "8000", "--resolution", NQ, *from_monday))
    assert [(row["amount"], row["resolution"]) for row in told["council"]] == [(8_000, NQ)]
    who = ("--code", "VUNG", "--name", "Xã đặc biệt khó khăn", "--ground", NQ, "--share", "50")
    command("exempt", "CIVIL", *who, *from_monday)
    told = json.loads(command("quote", "CIVIL", "--exempt", "VUNG", "--on", "2019-01-07", "--format", "json"))
    assert (told["total"], told["lines"][0]["exemption"]["share"]) == (4_000, 50)


@pytest.mark.parametrize(
    "given",
    [
        ("quote", "NONE"),
        ("quote", "2.000815", "--pages", "0"),
        ("council", "CIVIL", "--amount", "-5", "--resolution", NQ),
        ("council", "CIVIL", "--amount", "20000000000", "--resolution", NQ),
        ("exempt", "CIVIL", "--code", "X", "--name", "Y", "--ground", "Z", "--share", "101"),
        ("quote",),
    ],
)
def test_the_command_refuses_in_one_sentence(published: None, given: tuple[str, ...]) -> None:
    with pytest.raises(CommandError) as refused:
        command(*given)
    assert "\n" not in str(refused.value)
