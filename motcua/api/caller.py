"""Who asks: the client of a token, its account with today's posts, and what both leave of the dossiers.

Rights follow from the account's posts and nothing else; scopes and units only ever take away.
"""

import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from motcua.api.models import ApiClient, Scope
from motcua.api.problems import Problem, not_found
from motcua.desk.finding import dossier_id
from motcua.desk.now import Now, now
from motcua.dossiers.models import Dossier, DossierQuerySet
from motcua.dossiers.visible import visible_to
from motcua.journal.statement import rows
from motcua.moments import local_day
from motcua.organisation.models import Reach
from motcua.organisation.tree import Tree
from motcua.people.actor import Actor, held_posts
from motcua.people.models import Account
from motcua.text import nfc

_CLIENT = [f.attname for f in ApiClient._meta.concrete_fields]
_ACCOUNT = [f.attname for f in Account._meta.concrete_fields]
_SQL = f"""
SELECT {", ".join(f'c."{f.column}"' for f in ApiClient._meta.concrete_fields)},
       {", ".join(f'a."{f.column}"' for f in Account._meta.concrete_fields)},
       (SELECT jsonb_agg(jsonb_build_array(p.id, p.unit_id, p.function, p.title)) FROM people_post p
        WHERE p.account_id = a.id AND p.valid @> $2::date)
FROM api_client c JOIN people_account a ON a.id = c.account_id
WHERE c.token_hash = $1::bytea AND c.from_on <= $2::date AND (c.until_on IS NULL OR $2::date < c.until_on)
  AND a.is_active
"""  # noqa: S608


def hash_of(token: str) -> bytes:
    """What is kept of a token. It is random in all its bits, so that a plain hash cannot be turned back."""
    return sha256(token.encode("utf-8", "replace")).digest()


@dataclass
class Caller:
    """A client at one moment."""

    client: ApiClient
    account: Account
    at: datetime

    @property
    def day(self) -> date:
        return local_day(self.at)

    @cached_property
    def present(self) -> Now:
        """What is in force, read once a request."""
        return replace(now(), at=self.at, day=self.day)

    @cached_property
    def units(self) -> frozenset[UUID]:
        """The units that it is narrowed to; none: it is not narrowed."""
        return frozenset(UUID(unit) for unit in self.client.units)

    @cached_property
    def actor(self) -> Actor:
        """The account with those of its posts from which this client may act."""
        actor = Actor.of(self.account, self.day)
        if not self.units:
            return actor
        return replace(actor, posts=tuple(p for p in actor.posts if self.reaches(p.unit, self.present.units)))

    def reaches(self, unit: UUID, tree: Tree) -> bool:
        """Is a unit one of the client's, below one, or one whose work one took over? Not narrowed: always."""
        if not self.units:
            return True
        path = tree.path(unit, self.day)
        return any(tree.stands_for(own, step, self.day) for own in self.units for step in path)

    def dossiers(self, *, few: bool = False) -> DossierQuerySet:
        """The dossiers that this client may see: the one filter, and its units."""
        return self.narrowed(visible_to(Dossier.objects.all(), self.account, self.day, few=few))

    def narrowed(self, dossiers: DossierQuerySet) -> DossierQuerySet:
        """Those that a unit of the client received, decides or holds."""
        if not self.units:
            return dossiers
        below = Reach.objects.filter(unit__in=self.units, valid__startswith__lte=self.day).values("reaches")
        return dossiers.filter(Q(received_unit__in=below) | Q(deciding_unit__in=below) | Q(holder_unit__in=below))

    def dossier(self, ref: str) -> UUID:
        """The id of the dossier that a number or an id names. Raises a problem: not found."""
        if not self.units:
            return dossier_id(self.account, ref, self.day)
        found = self.dossiers(few=True).filter(**_named(ref)).values_list("pk", flat=True).first()
        if found is None:
            raise not_found()
        return found


class Bearer(HttpBearer):
    """A token in the header Authorization, and the scope that it needs. Cookies are not looked at."""

    openapi_description = "A client's token. Given by the administrator: motcua api client add."

    def __init__(self, scope: Scope | None = None) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Caller:
        """The caller, read once a request. Raises problems: no token, or one without the scope."""
        known = getattr(request, "caller", None)
        if isinstance(known, Caller):
            return known
        word, _blank, token = request.headers.get("Authorization", "").partition(" ")
        caller = self.authenticate(request, token.strip() if word.lower() == "bearer" else "")
        if self.scope is not None and self.scope not in caller.client.scopes:
            raise Problem(
                "scope-missing",
                _("The token lacks the scope %(scope)s. Ask the administrator for a client with it.")
                % {"scope": self.scope.value},
                headers={"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{self.scope.value}"'},
            )
        request.caller = caller
        return caller

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        """The caller of a token that is in force today; read in one statement with account and posts."""
        at = datetime.now(UTC)
        found = rows(_SQL, [hash_of(token), local_day(at)]) if token else []
        if not found:
            raise Problem(
                "unauthorized",
                _("Send the header Authorization: Bearer with a token that is in force."),
                headers={"WWW-Authenticate": 'Bearer realm="motcua"'},
            )
        return _caller(found[0], at)


def _named(ref: str) -> dict[str, Any]:
    """What an address names, as `motcua.desk.finding` reads it: an id, or a number."""
    ref = nfc(ref)
    try:
        return {"pk": UUID(ref)}
    except ValueError:
        return {"number": ref}


def _caller(row: tuple[Any, ...], at: datetime) -> Caller:
    cut = len(_CLIENT)
    client, account = (
        ApiClient.from_db("default", _CLIENT, row[:cut]),
        Account.from_db("default", _ACCOUNT, row[cut:-1]),
    )
    client.scopes, client.units = json.loads(client.scopes), json.loads(client.units)  # JSON comes as text here
    account.posts_held = local_day(at), held_posts(row[-1])
    return Caller(client, account, at)


def caller_of(request: HttpRequest) -> Caller:
    """Who asks, once his token has been read."""
    caller = getattr(request, "auth", None)
    assert isinstance(caller, Caller)  # noqa: S101 -- the framework has asked for a token before
    return caller
