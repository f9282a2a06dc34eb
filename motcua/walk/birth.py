"""One birth registration, from the empty counter page to the tracking page after its return."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from motcua.people.models import Function
from motcua.walk import apart, papers
from motcua.walk.people import BIRTH, CannotWalk

if TYPE_CHECKING:
    from motcua.walk.hand import Hand
    from motcua.walk.walk import Walk

GONE = "number => !document.querySelector('#open-title')?.textContent.includes(number)"
# Somebody whom the office does not know yet; nobody bears this number, since nobody was born on 31 February.
NAME, NUMBER, BORN = "Nguyễn Thị Đi Bộ", "080190999999", "05/11/1990"
ADDRESS, PHONE, EMAIL = "Ấp 3, xã Bình Thành", "0900999999", "di.bo@example.vn"
TEXT = {"vi": "Đủ điều kiện đăng ký khai sinh.", "en": "All conditions are met."}
NUMBER_PRINTED = re.compile(r"[A-Z0-9]+(?:\.[A-Z0-9]+)+-\d{6}-\d{4,}")
CODE_PRINTED = re.compile(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}\b")


@dataclass(frozen=True, slots=True)
class Receipt:
    """What stands on the paper that the applicant takes home."""

    number: str
    code: str
    address: str  # where the QR code leads


def walk(story: "Walk") -> int:
    """Walk it. Returns the keydowns at the counter, from the desk to the printed receipt."""
    story.email = EMAIL
    keys, receipt = _counter(story)
    _pass_on(story)
    apart.money(story, receipt.number, NAME)
    _handle(story, receipt)
    _decide(story, receipt)
    _hand_out(story, receipt)
    _follow(story, receipt)
    return keys


def _counter(story: "Walk") -> tuple[int, Receipt]:
    clerk = story.officer(Function.RECEIVING)
    clerk.goes_to(story.address)
    stage = story.stage("counter")
    with clerk.at(stage):
        clerk.presses("n")
        clerk.sees("#procedure-search:focus")
        clerk.types("ks")
        clerk.sees("#procedure-results [href*='procedure=']")
        clerk.presses("Enter")
        clerk.sees(f"#matter[data-chosen='{BIRTH}']")
        clerk.sees("#id_applicant_name:focus")
        clerk.enters(NAME)
        for text in (NUMBER, BORN, ADDRESS, PHONE):
            clerk.presses("Tab")
            clerk.enters(text)
        story.picture(clerk, "counter")
        clerk.clicks(".counter-rare > summary")  # few leave an address for messages
        clerk.clicks("#id_email")
        clerk.enters(EMAIL)
        clerk.presses("Enter")
        clerk.sees(".receipt-number")
        due = clerk.sees(".receipt-due").text_content() or ""
        story.picture(clerk, "received")
        with clerk.page.expect_response(lambda r: "/prints/" in r.url) as printed:
            clerk.presses("Enter")
        pdf = clerk.page.context.request.get(printed.value.url)
    return stage.keys, _read(pdf.body(), due, story)


def _read(pdf: bytes, due: str, story: "Walk") -> Receipt:
    """What a person reads off the printed receipt; its QR code says the same (tests/printing)."""
    days = papers.days_in(due, "the page of the receipt")
    text = papers.read(pdf, "receipt", story, (NAME, ADDRESS, *days))
    number, code = NUMBER_PRINTED.search(text), CODE_PRINTED.search(text)
    if number is None or code is None:
        raise CannotWalk(f"the receipt does not say its number and code: {text[:300]!r}")
    papers.told(story, "received", (number[0], *papers.HOUR.findall(due), *days))
    address = f"{story.address}/tracking/?number={number[0]}#{code[0].replace('-', '')}"
    return Receipt(number[0], code[0], address)


def _pass_on(story: "Walk") -> None:
    """The clerk sends it on to the office."""
    clerk = story.officer(Function.RECEIVING)
    with clerk.at(story.stage("passing on")):
        clerk.clicks(".receipt-acts a[href^='/dossiers/']")
        clerk.sees("h1.number")
        clerk.presses("m")
        clerk.sees("#door-move [name=function]")
        story.picture(clerk, "passing-on")
        clerk.clicks("#door-move form > button")
        clerk.sees(".notice")


def _handle(story: "Walk", receipt: Receipt) -> None:
    """The officer takes it in hand and sends it up with a draft."""
    officer = story.officer(Function.HANDLING)
    officer.goes_to(story.address)
    stage = story.stage("handling")
    with officer.at(stage):
        story.picture(officer, "desk")
        _scan(officer, receipt.number)
        officer.sees("h1.number")
        officer.presses("a")
        officer.sees(".notice")
    apart.supplement(story, officer, receipt.number, NAME)
    apart.apology(story, officer, receipt.number, NAME)
    officer.goes_to(f"{story.address}/dossiers/{receipt.number}/")
    with officer.at(stage):
        officer.presses("m")
        officer.clicks("#door-move [name=draft_text]")
        officer.types(TEXT[story.language])
        story.picture(officer, "draft")
        officer.clicks("#door-move form > button")
        officer.sees(".notice")


def _scan(hand: "Hand", code: str) -> None:
    """A scanner types a code as fast as no hand does, and ends with Enter: no key of the person's."""
    hand.page.keyboard.type(code)
    hand.page.keyboard.press("Enter")


def _decide(story: "Walk", receipt: Receipt) -> None:
    leader = story.officer(Function.LEADER)
    leader.goes_to(f"{story.address}/leading/?d={receipt.number}")
    with leader.at(story.stage("deciding")):
        leader.sees("#agree")
        story.picture(leader, "leader")
        leader.presses("y")
        leader.page.wait_for_function(GONE, arg=receipt.number)
    papers.told(story, "ready", (receipt.number,))


def _hand_out(story: "Walk", receipt: Receipt) -> None:
    """The receipt is scanned and the result handed to who brought it."""
    returning = story.officer(Function.RETURNING)
    returning.goes_to(f"{story.address}/returns/")
    with returning.at(story.stage("returning")):
        returning.sees("#scan:focus")
        _scan(returning, receipt.address)
        returning.sees("#hand-out:focus")
        story.picture(returning, "returning")
        returning.presses("Enter")
        returning.sees("#scan:focus")
    returning.goes_to(f"{story.address}/dossiers/{receipt.number}/")
    returning.sees(".printable")
    papers.printed(returning, story, "handed_out", (receipt.number, NAME))
    papers.told(story, "taken", (receipt.number,))


def _follow(story: "Walk", receipt: Receipt) -> None:
    """The applicant points a telephone at the receipt."""
    citizen = story.citizen()
    with citizen.at(story.stage("tracking")):
        citizen.goes_to(receipt.address)
        citizen.sees(".way [aria-current='step']")
        story.picture(citizen, "tracking")
