"""The named cast of the tests: a commune's desk and office, their people, a neighbour, one procedure of each kind.

Hoa receives and returns at the desk, An and Bình handle in the office, Chi leads it; Dũng handles next door, in a
commune that has nothing to do with it; Em is the district's control officer. Day one is Monday, 7 January 2019.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher

from motcua.catalogue.models import Version
from motcua.dossiers.acting import Holder
from motcua.dossiers.intake import Intake, Person
from motcua.dossiers.models import Dossier
from motcua.dossiers.receive import receive
from motcua.dossiers.refusals import Done
from motcua.journal.by import SYSTEM
from motcua.moments import LOCAL
from motcua.organisation.establish import NewUnit, establish
from motcua.organisation.models import Unit
from motcua.people.actor import Actor
from motcua.people.admit import NewAccount, NewPost, admit
from motcua.people.models import Account, Function

PASSWORD = "một cửa một cửa"
BEGINNING = date(2018, 1, 1)
MONDAY = date(2019, 1, 7)
GROUND = "OFFICE"


def at(day: date | int = 7, hour: int = 8, minute: int = 0) -> datetime:
    """A local moment; a number is a day of January 2019."""
    return datetime.combine(day if isinstance(day, date) else date(2019, 1, day), time(hour, minute), LOCAL)


@dataclass
class Cast:
    district: Unit
    desk: Unit
    office: Unit
    commune: Unit
    accounts: dict[str, Account] = field(default_factory=dict)
    versions: dict[str, Version] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Actor:
        """hoa, an, binh, chi, dung, em: the actor with the posts that he holds on day one."""
        if name.startswith("_") or name not in self.accounts:
            raise AttributeError(name)
        return Actor.of(self.accounts[name], MONDAY)

    @property
    def inbox(self) -> Holder:
        return Holder(self.office.pk, Function.HANDLING)

    @property
    def leader(self) -> Holder:
        return Holder(self.office.pk, Function.LEADER)

    def intake(self, **given: object) -> Intake:
        facts: dict[str, object] = {
            "procedure": "5-days",
            "applicant": Person("Nguyễn Thị Lan", identifiers=(("personal_id", "080190000001"),)),
            "received_unit": self.desk.pk,
            "deciding_unit": self.office.pk,
        }
        return Intake(**(facts | given))  # type: ignore[arg-type]

    def received(self, when: datetime | None = None, **given: object) -> Dossier:
        """A dossier that Hoa received, by default on Monday at eight."""
        when = when or at()
        intake = self.intake(**given)
        done = receive([intake], by=self.hoa, at=when, ground=GROUND, recorded_at=when)
        assert done.refusal is None, done.refusal
        return Dossier.objects.get(pk=intake.id)


def succeeded(done: Done) -> Done:
    """The act was refused for nobody."""
    assert not done.refused, [str(r) for r in done.refused.values()]
    return done


def reread(dossier: Dossier | UUID) -> Dossier:
    return Dossier.objects.get(pk=dossier.pk if isinstance(dossier, Dossier) else dossier)


def build_cast() -> Cast:
    """Found the district, its desk and office, and the commune next door, with their people and procedures."""
    founded = {"by": SYSTEM, "at": at(BEGINNING), "ground": "DECISION", "from_day": BEGINNING}
    recorded = {**founded, "recorded_at": at(BEGINNING)}
    [district] = establish(
        [NewUnit("801", "UBND huyện Đức Huệ", "administration", "district", None, "000.00.28.H39")], **recorded
    )
    desk, office, commune = establish(
        [
            NewUnit("801.01", "Bộ phận Một cửa huyện", "one_stop", "district", district),
            NewUnit("801.02", "Phòng Tư pháp", "office", "district", district),
            NewUnit("27899", "UBND xã Mỹ Bình", "administration", "commune", None, "000.07.28.H39"),
        ],
        **recorded,
    )
    cast = Cast(district, desk, office, commune)
    F = Function
    people = {
        "hoa": ("Trần Thị Hoa", [NewPost(desk, F.RECEIVING), NewPost(desk, F.RETURNING)]),
        "an": ("Lê Văn An", [NewPost(office, F.HANDLING)]),
        "binh": ("Phạm Bình", [NewPost(office, F.HANDLING)]),
        "chi": ("Võ Thị Chi", [NewPost(office, F.LEADER)]),
        "dung": ("Đỗ Dũng", [NewPost(commune, f) for f in (F.RECEIVING, F.HANDLING, F.LEADER)]),
        "em": ("Hồ Văn Em", [NewPost(district, F.CONTROL)]),
    }
    hashed = PBKDF2PasswordHasher().encode(PASSWORD, "cast", 1)
    new = [NewAccount(key, name, posts, password_hash=hashed) for key, (name, posts) in people.items()]
    for account in admit(new, **recorded):
        cast.accounts[account.username] = account
    from tests.catalogued import publish_for

    cast.versions = publish_for(cast, recorded)
    return cast


@pytest.fixture
def cast(db: None) -> Cast:
    return build_cast()
