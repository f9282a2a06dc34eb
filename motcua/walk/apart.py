"""What befalls a dossier beside its straight way: money with its receipt, a supplement, an apology, a refusal.

Each prints its form and the applicant gets his message; nothing of it is counted, since few dossiers have it.
"""

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone

from motcua.dossiers.ending import refuse
from motcua.dossiers.grounds import ground_for
from motcua.dossiers.intake import Intake, Person
from motcua.dossiers.receive import draft
from motcua.moments import local_day
from motcua.people.actor import SYSTEM_ACTOR, Actor
from motcua.people.models import Function
from motcua.printing.vietnamese import day_in_words
from motcua.walk.papers import days_in, printed, read, sent, told
from motcua.walk.people import BIRTH, CannotWalk, Office

if TYPE_CHECKING:
    from motcua.walk.hand import Hand
    from motcua.walk.walk import Walk

MISSING = "Bản chính giấy chứng sinh; Giấy chứng nhận kết hôn của cha mẹ"
FEE, AMOUNT, IN_WORDS = "Phí cấp bản sao trích lục hộ tịch", "16.000", "Mười sáu nghìn đồng"
LATE = "Chờ xác minh nơi cư trú của cha đứa trẻ"
ELSEWHERE, WHO = "Không thuộc thẩm quyền của Ủy ban nhân dân xã", "Trần Thị Gửi Nhầm"


def refused_request(people: Office) -> UUID:
    """Something that was filed online and is not received: the desk says why. Its id; it never gets a number."""
    now = timezone.now()
    day = local_day(now)
    known = (("personal_id", "080190888888"),)
    intake = Intake(BIRTH, Person(WHO, identifiers=known), people.unit, people.unit, channel="online")
    drafted = draft([intake], by=SYSTEM_ACTOR, at=now, ground=ground_for("receive", day), filed=True)
    clerk = Actor.of(people.people[Function.RECEIVING], day)
    done = refuse([intake.id], reason=ELSEWHERE, by=clerk, at=timezone.now(), ground=ground_for("refuse", day))
    if drafted.refusal or done.refusal:
        raise CannotWalk(str(drafted.refusal or done.refusal))
    return intake.id


def refusal(story: "Walk", dossier: UUID) -> None:
    """Print why something is not received."""
    clerk = story.officer(Function.RECEIVING)
    clerk.goes_to(f"{story.address}/dossiers/{dossier}/")
    clerk.sees(".printable")
    printed(clerk, story, "refusal", (WHO, ELSEWHERE))


def money(story: "Walk", number: str, name: str) -> None:
    """Two copies of the extract are asked for too: the desk enters what they cost, takes it and gives a receipt."""
    clerk = story.officer(Function.RECEIVING)
    page = clerk.page
    clerk.goes_to(f"{story.address}/dossiers/{number}/")
    owing = f"details:has(> form[action$='/dossiers/{number}/dues/'])"
    clerk.clicks(f"{owing} > summary")
    for field, value in (("name", FEE), ("amount", AMOUNT)):
        page.fill(f"{owing} [name={field}]", value)
    page.select_option(f"{owing} [name=kind]", "fee")
    page.select_option(f"{owing} [name=when]", "receipt")
    clerk.clicks(f"{owing} form button")
    clerk.clicks("#dues a[href*='/cashier/']")
    clerk.sees(".cash-dues")
    clerk.presses("Enter")
    written = clerk.sees(".cash-receipt h1").text_content() or ""
    paper = page.locator(f"form[action='{page.url.removeprefix(story.address).partition('?')[0]}']").first
    read(sent(clerk, story, paper), "money", story, (name, FEE, AMOUNT, IN_WORDS, written.split()[-1]))


def supplement(story: "Walk", officer: "Hand", number: str, name: str) -> None:
    """Ask for papers with the slip, and go on at once: they are brought to the desk."""
    officer.presses("b")
    officer.clicks("#door-supplement [name=missing]")
    officer.types(MISSING)
    officer.clicks("#door-supplement form > button")
    officer.sees(".notice")
    printed(officer, story, "supplement", (number, name, *MISSING.split("; ")))
    told(story, "supplement", (number, *MISSING.split("; ")))
    clerk = story.officer(Function.RECEIVING)
    clerk.goes_to(f"{story.address}/dossiers/{number}/?do=resume")
    clerk.clicks(f"form[action='/dossiers/{number}/resume/'] > button")
    clerk.sees(".notice")


def apology(story: "Walk", officer: "Hand", number: str, name: str) -> None:
    """It will not be ready in time: the officer drafts the letter, the head signs it, the desk prints it."""
    page = f"{story.address}/dossiers/{number}/"
    _letter(officer, f"{page}?do=letter", "letter", LATE)
    leader = story.officer(Function.LEADER)
    _letter(leader, f"{page}?do=sign_letter", "sign_letter", LATE)
    promised = leader.sees(".letter p:nth-of-type(2)").text_content() or ""
    until = days_in(promised, "the promise of the letter")[0]
    in_words = day_in_words(datetime.strptime(until, "%d/%m/%Y").replace(tzinfo=UTC).date())
    clerk = story.officer(Function.RECEIVING)
    clerk.goes_to(page)
    clerk.sees(".printable")
    printed(clerk, story, "letter", (number, name, LATE, in_words))
    told(story, "apology", (number, LATE, until))


def _letter(hand: "Hand", address: str, act: str, reason: str) -> None:
    hand.goes_to(address)
    hand.sees(f"#door-{act} [name=reason]")
    hand.page.fill(f"#door-{act} [name=days]", "1")
    hand.page.fill(f"#door-{act} [name=reason]", reason)
    hand.clicks(f"#door-{act} form > button")
    hand.sees(".notice")
