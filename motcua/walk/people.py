"""Who walks: the people of one unit that receives, handles, decides and returns by itself."""

from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from motcua.catalogue.models import Offer
from motcua.moments import local_day
from motcua.people.models import Account, Function, Post

ROLES = (Function.RECEIVING, Function.HANDLING, Function.LEADER, Function.RETURNING)
BIRTH = "1.001193"  # đăng ký khai sinh
COPIES = "2.000815"  # chứng thực bản sao từ bản chính


class CannotWalk(RuntimeError):
    """Something that the story needs is not there; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Office:
    """A unit that offers both procedures, and one of its people for each role."""

    unit: UUID
    people: dict[str, Account]


def office() -> Office:
    """The first unit whose people can carry both stories from end to end today."""
    day = local_day(timezone.now())
    held: dict[UUID, dict[str, Account]] = {}
    for post in Post.objects.held_on(day).filter(function__in=ROLES).select_related("account").order_by("pk"):
        held.setdefault(post.unit_id, {}).setdefault(post.function, post.account)
    offers = Offer.objects.in_force_on(day).filter(version__valid__contains=day)
    offering = [
        set(offers.filter(version__procedure__code=code).values_list("unit_id", flat=True))
        for code in (BIRTH, COPIES)
    ]
    for unit, people in held.items():
        if len(people) == len(ROLES) and all(unit in units for units in offering):
            return Office(unit, people)
    raise CannotWalk(
        _("No unit receives, handles, decides and returns %(birth)s and %(copies)s today. Play the demo first.")
        % {"birth": BIRTH, "copies": COPIES}
    )
