"""The worked examples of docs/rules/reorganising-units.md, each played as its file says it."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import pytest

from motcua.catalogue.content import Content, Draft, Terms
from motcua.catalogue.offer import offer
from motcua.catalogue.publish import publish_versions
from motcua.dossiers.acting import Holder
from motcua.dossiers.ending import Document, decide, return_result
from motcua.dossiers.intake import Person
from motcua.dossiers.models import Dossier
from motcua.dossiers.passing import move, take
from motcua.journal.by import SYSTEM
from motcua.organisation.establish import NewUnit, establish
from motcua.organisation.models import Term
from motcua.organisation.tree import Place, tree
from motcua.people.admit import NewAccount, NewPost, admit
from motcua.people.models import Account, Function, Post
from motcua.reorganising.acts import Decided, write_reorganisation
from motcua.reorganising.files import parse
from motcua.reorganising.force import take_force
from motcua.worktime.limits import Limit, LimitUnit
from tests.cast import BEGINNING, GROUND, Cast, at, reread, succeeded
from tests.pages import section, table, words
from tests.reorganising.worked import scheduled

PAGE = Path(__file__).parents[2] / "docs" / "rules" / "reorganising-units.md"
ON = at(1).date().replace(month=2)
BEFORE = "The map before"
RULES = PAGE.read_text(encoding="utf-8").partition("## Worked examples")[2]
EXAMPLES = [title for title in re.findall(r"(?m)^### (.+)$", RULES) if title != BEFORE]
LAND = "1.012784"


@dataclass
class Map:
    """The map before, with its dossiers and people by the names that the page gives them."""

    cast: Cast
    dossiers: dict[str, UUID] = field(default_factory=dict)
    people: dict[str, Account] = field(default_factory=dict)


@pytest.fixture
def before(cast: Cast) -> Map:
    """What the page's first table says: two offices, a desk, a commune, and six dossiers of January."""
    founded = {"by": SYSTEM, "at": at(BEGINNING), "from_day": BEGINNING, "recorded_at": at(BEGINNING)}
    [beside] = establish(
        [NewUnit("801.03", "Phòng Kinh tế", "office", "district", cast.district)], ground=GROUND, **founded
    )
    land = Content("Tách thửa", terms=(Terms("counter", Limit(10, LimitUnit.WORKING_DAY)),))
    made = publish_versions([Draft(LAND, "Đất đai", land, field_code="G13")], ground="ND63-2010", **founded)
    offer([cast.office, beside], made.versions.values(), ground="ND63-2010", **founded)
    new = [
        NewAccount("lan", "Hà Thị Lan", [NewPost(beside, Function.HANDLING)], password_hash="!"),
        NewAccount("minh", "Cao Văn Minh", [NewPost(beside, Function.LEADER)], password_hash="!"),
    ]
    known = cast.accounts | {each.username: each for each in admit(new, ground=GROUND, **founded)}
    found = Map(cast, people={each.name.rpartition(" ")[2]: each for each in known.values()})
    for row in table(PAGE, BEFORE):
        address = f"{row['address']}, xã Bình Thành"
        person = Person(f"Người {row['dossier']}", address=address)
        given = {"procedure": words(row["procedure"])[0], "applicant": person}
        if words(row["decided by"])[0] == "27899":
            given |= {"deciding_unit": cast.commune.pk}
        found.dossiers[row["dossier"]] = _as_it_lies(found, cast.received(at(7), **given), row["lies with"])
    return found


def _as_it_lies(found: Map, dossier: Dossier, lies: str) -> UUID:
    """Bring a received dossier to where the table says it lies."""
    cast, id = found.cast, dossier.pk

    def act(function, who, hour, **given):  # type: ignore[no-untyped-def]
        when = at(8, hour)
        succeeded(function([id], by=who, at=when, recorded_at=when, ground=GROUND, **given))

    if "801.01" not in lies:
        act(move, cast.hoa, 8, to=Holder(dossier.deciding_unit_id, Function.HANDLING))
    if "An" in lies or "leader" in lies or "closed" in lies:
        act(take, cast.an, 9)
    if "leader" in lies or "closed" in lies:
        act(move, cast.an, 10, to=cast.leader)
    if "closed" in lies:
        act(decide, cast.chi, 11, outcome="granted", documents={id: Document("4/QĐ-TP", at(8).date())})
        act(return_result, cast.hoa, 14)
    assert said_of_dossier(found, id) == lies
    return id


def code(unit: UUID | None, day=ON) -> str:  # type: ignore[no-untyped-def]
    place = tree().on(unit, day) if unit else None
    return place.code if place else "—"


def said_of_dossier(found: Map, id: UUID) -> str:
    """Where a dossier lies, in the words of the page."""
    dossier = reread(id)
    if dossier.ended_at is not None:
        who = [name for name, account in sorted(found.people.items()) if _sees(account, id)]
        return f"closed; seen by {', '.join(who)}"
    day = ON if tree().on(dossier.holder_unit_id, ON) else at(8).date()
    said = f"`{code(dossier.holder_unit_id, day)}`, {dossier.holder_function}"
    if dossier.holder_account_id:
        name = next(name for name, each in found.people.items() if each.pk == dossier.holder_account_id)
        said += f", in the hands of {name}"
    decides = code(tree().standing_for(dossier.deciding_unit_id, day, dossier.holder_unit_id), day)
    return said if code(dossier.holder_unit_id, day) == decides else f"{said}; decided by `{decides}`"


def _sees(account: Account, id: UUID) -> bool:
    return Dossier.objects.filter(pk=id).visible_to(Account.objects.get(pk=account.pk)).exists()


def said_of_person(account: Account) -> str:
    """What somebody does where from the day on."""
    posts = Post.objects.filter(account=account).held_on(ON)
    return ", ".join(sorted(f"{post.function} in `{code(post.unit_id)}`" for post in posts)) or "no post"


def said_of_unit(unit: UUID) -> str:
    """What a unit of the map before is on the day, or who does its work."""
    units = tree()
    place = units.on(unit, ON)
    if place is not None:
        return _described(place)
    after = units.standing_for(unit, ON)
    return f"ended; its work is done by `{code(after)}`" if after != unit else "ended; nobody does its work"


def _described(place: Place) -> str:
    above = f", below `{code(place.parent)}`" if place.parent else ""
    term = Term.objects.in_force_on(ON).get(unit=place.unit)
    more = [term.contact, f"{term.area_km2} km²" if term.area_km2 else ""]
    return ", ".join([f"`{place.code}` {place.name}", place.level + above, *filter(None, more)])


@pytest.mark.django_db
@pytest.mark.parametrize("example", EXAMPLES)
def test_what_is_where_afterwards_is_what_the_page_says(before: Map, example: str) -> None:
    text = section(PAGE, example)
    lines = re.search(r"```csv\n(.*?)```", text, re.DOTALL)
    assert lines is not None
    fallback = re.search(r"Fallback: `([\d.]+)`", text)
    made = write_reorganisation(
        Decided("1/NQ", "HĐND huyện", at(25).date()),
        parse(lines[1].encode()),
        on=ON,
        fallback=fallback[1] if fallback else "",
        by=SYSTEM,
        at=at(25),
        recorded_at=at(25),
        ground=GROUND,
    )
    result = take_force(scheduled(made, at(31), leave="left with a reason" in text).pk, recorded_at=at(ON, 0))
    assert result is not None and not result.refused
    new, old = (
        {place.code: unit for unit in tree().places if (place := tree().on(unit, day))}
        for day in (ON, at(31).date())
    )
    rows = {row["what"]: row["afterwards"] for row in table(PAGE, example)}
    found = {}
    for what in rows:
        if what in before.dossiers:
            found[what] = said_of_dossier(before, before.dossiers[what])
        elif what in before.people:
            found[what] = said_of_person(before.people[what])
        else:
            [asked] = words(what)
            found[what] = said_of_unit((new | old)[asked])
    assert found == rows


def test_every_operation_of_the_law_has_its_example() -> None:
    shown = set(re.findall(r"(?m)^(\w+),", RULES))
    assert shown >= {
        "create",
        "consolidate",
        "absorb",
        "divide",
        "separate",
        "rename",
        "change",
        "dissolve",
        "post",
    }
