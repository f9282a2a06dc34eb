"""Who acts, and what his posts on that day let him do."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from motcua.journal.by import By
from motcua.journal.statement import Compiled
from motcua.organisation.tree import Tree
from motcua.people.models import Account, Function, Post


@dataclass(frozen=True, slots=True)
class HeldPost:
    id: UUID
    unit: UUID
    function: str
    title: str


@dataclass(frozen=True, slots=True)
class Actor:
    """An account with the posts that it holds on a day; the system itself has none and may do everything.

    The system acts where somebody has the machine in his hands anyway: importing a register from the command
    line, a job at night. Its entries name no person.
    """

    account: UUID | None
    posts: tuple[HeldPost, ...] = ()
    is_system: bool = False
    name: str = ""

    @classmethod
    def of(cls, account: Account, day: date) -> "Actor":
        """The actor that an account is on a day. Signing in has read today's posts with the account."""
        held_on, posts = account.posts_held or (None, ())
        if held_on != day:
            posts = tuple(HeldPost(*row) for row in _posts(account.pk, day))
        return cls(account.pk, posts, name=account.name)

    def acts_for(self, functions: Iterable[str], unit: UUID, tree: Tree, day: date) -> By | None:
        """The post from which he may act for a unit in one of the functions, or None.

        A post counts in its own unit and in those whose work that unit has taken over; a leader's and an
        administrator's counts in the units below theirs too.
        """
        if self.is_system:
            return By(self.account, None, unit)
        functions = set(functions)
        path: tuple[UUID, ...] | None = None
        for post in self.posts:
            if post.function not in functions:
                continue
            if tree.stands_for(post.unit, unit, day):
                return By(self.account, post.id, post.unit)
            if post.function in (Function.LEADER, Function.ADMINISTRATOR):
                path = path or tree.path(unit, day)
                if any(tree.stands_for(post.unit, above, day) for above in path):
                    return By(self.account, post.id, post.unit)
        return None


_posts = Compiled(
    lambda account, day: (
        Post.objects.filter(account=account).held_on(day).values_list("id", "unit_id", "function", "title")
    ),
    UUID(int=1),
    date(1, 1, 1),
)


def held_posts(found: str | None) -> tuple[HeldPost, ...]:
    """Posts out of a statement that gathered them as JSON: id, unit, function, title."""
    return tuple(HeldPost(UUID(i), UUID(u), function, title) for i, u, function, title in json.loads(found or "[]"))


SYSTEM_ACTOR = Actor(None, is_system=True)
