"""People get accounts and posts, and lose them: acts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from motcua.journal.by import By
from motcua.journal.write import Batch
from motcua.organisation.models import Decision, Unit
from motcua.people.models import Account, Post


@dataclass(frozen=True, slots=True)
class NewPost:
    unit: Unit
    function: str
    title: str = ""
    from_day: date | None = None
    until: date | None = None  # the first day without it


@dataclass(frozen=True, slots=True)
class NewAccount:
    username: str
    name: str
    posts: Sequence[NewPost]
    password: str | None = None
    password_hash: str | None = None  # for many accounts of one demo, hashed once


@transaction.atomic
def admit(
    people: Sequence[NewAccount],
    *,
    by: By,
    at: datetime,
    ground: str,
    from_day: date,
    decision: Decision | None = None,
    recorded_at: datetime | None = None,
) -> list[Account]:
    """Give people accounts with their first posts, held from a day on."""
    batch = Batch(by=by, at=at, ground=ground, recorded_at=recorded_at)
    accounts = []
    for new in people:
        account = Account(username=new.username, name=new.name)
        account.password = new.password_hash or make_password(new.password)
        posts = [
            Post(
                account=account,
                unit=p.unit,
                function=p.function,
                title=p.title,
                valid=(p.from_day or from_day, p.until),
                decision=decision,
            )
            for p in new.posts
        ]
        said = [{"unit": p.unit_id, "function": p.function, "from": p.valid[0]} for p in posts]
        batch.create(account, "admit", {"username": new.username, "posts": said}, retention="staff")
        batch.insert_many(posts)
        accounts.append(account)
    batch.write()
    return accounts


@transaction.atomic
def end_post(post: Post, *, on: date, by: By, at: datetime, ground: str) -> None:
    """The post ends: `on` is the first day on which it is not held any more."""
    account = Account.objects.select_for_update().get(pk=post.account_id)
    batch = Batch(by=by, at=at, ground=ground)
    batch.record(account, "end_post", {"post": post.pk, "on": on}, retention="staff")
    batch.update(Post, post.pk, valid=(post.valid.lower, on))
    batch.write()


@transaction.atomic
def set_password(account: Account, password: str, *, by: By, at: datetime, ground: str) -> None:
    """A new password; the journal says that it was changed, never to what."""
    account = Account.objects.select_for_update().get(pk=account.pk)
    batch = Batch(by=by, at=at, ground=ground)
    batch.record(account, "set_password", {}, password=make_password(password), retention="staff")
    batch.write()
