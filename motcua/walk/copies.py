"""Five certified copies in a row: entered, signed together, handed out together."""

from typing import TYPE_CHECKING

from motcua.people.models import Function

if TYPE_CHECKING:
    from motcua.walk.walk import Walk

LEFT = "left => document.querySelectorAll('[data-hand-out]').length === left"
PEOPLE = ("Lê Thị Sao", "Trần Văn Chép", "Phạm Thị Ký", "Võ Văn Dấu", "Đỗ Thị Bản")


def walk(story: "Walk") -> int:
    """Walk it. Returns the most keydowns that one of them took at the counter, from entering to the hand-out."""
    clerk, leader = story.officer(Function.RECEIVING), story.officer(Function.LEADER)
    clerk.goes_to(story.address)
    entering = story.stage("certified copies")
    each: list[int] = []
    with clerk.at(entering):
        clerk.presses("g", "c")
        clerk.sees("#copies-entry")
        opened = entering.keys
        for number, name in enumerate(PEOPLE, start=1):
            before = entering.keys
            clerk.sees("#copies-name:focus")
            clerk.enters(name)
            clerk.presses("Tab")
            clerk.types(str(number))
            clerk.presses("Tab")
            clerk.types("2")
            clerk.presses("Enter")
            clerk.sees(f"#copies-lines tr:has-text('{name}')")
            each.append(entering.keys - before)
        story.picture(clerk, "copies")
    leader.goes_to(f"{story.address}/leading/?group=copies")
    with leader.at(story.stage("signing")):
        leader.sees("#sign")
        story.picture(leader, "signing")
        leader.presses("y")
        leader.page.wait_for_url("**/many/agree/")
    clerk.goes_to(f"{story.address}/copies/?show=signed")
    handing = story.stage("handing out")
    with clerk.at(handing):
        clerk.sees("#copies-lines [data-hand-out]")
        story.picture(clerk, "handing-out")
        waiting = clerk.page.locator("[data-hand-out]").count()
        for left in reversed(range(waiting)):
            clerk.presses("t")
            clerk.page.wait_for_function(LEFT, arg=left)
    return max(each) + -(-opened // len(PEOPLE)) + -(-handing.keys // waiting)
