"""Signing in: local accounts through allauth. Nobody signs himself up; accounts are given."""

import unicodedata
from typing import Any
from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest
from django.utils import timezone

from motcua.journal.by import By
from motcua.journal.statement import rows
from motcua.moments import local_day
from motcua.people import admit
from motcua.people.actor import held_posts
from motcua.people.models import Account

_COLUMNS = [field.attname for field in Account._meta.concrete_fields]
_ACCOUNT = f"""
SELECT {", ".join(f'a."{f.column}"' for f in Account._meta.concrete_fields)},
       (SELECT jsonb_agg(jsonb_build_array(p.id, p.unit_id, p.function, p.title)) FROM people_post p
        WHERE p.account_id = a.id AND p.valid @> $2::date)
FROM people_account a WHERE a.id = $1::uuid
"""  # noqa: S608


class AccountAdapter(DefaultAccountAdapter):
    """allauth's adapter without sign-up: an office admits its people by an act (`motcua.people.admit`)."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Sign in with what was typed, composed: keyboards differ in how they send a letter with its marks."""
        typed = {k: _composed(v) if isinstance(v, str) else v for k, v in credentials.items()}
        return super().authenticate(request, **typed)

    def set_password(self, user: Account, password: str) -> None:
        """Change one's own password: an act, so that the journal says that it was changed."""
        at = timezone.now()
        admit.set_password(user, _composed(password), by=By(user.pk), at=at, ground="OFFICE")
        user.refresh_from_db(fields=["password"])


def _composed(text: str) -> str:
    """A password is not trimmed as other text is; only its letters are composed."""
    return unicodedata.normalize("NFC", text)


class AccountBackend(AuthenticationBackend):
    """allauth's backend by sign-in name; rights never come from Django's permission tables."""

    def get_user(self, user_id: Any) -> Account | None:
        """The account of a session, if it may still sign in, with the posts that it holds today.

        Read for every request, so in one statement.
        """
        today = local_day(timezone.now())
        try:
            found = rows(_ACCOUNT, [UUID(str(user_id)), today])
        except ValueError:
            return None
        if not found:
            return None
        account: Account = Account.from_db("default", _COLUMNS, found[0][:-1])
        account.posts_held = today, held_posts(found[0][-1])
        return account if account.is_active else None

    def get_user_permissions(self, *args: Any, **kwargs: Any) -> set[str]:
        return set()

    def get_group_permissions(self, *args: Any, **kwargs: Any) -> set[str]:
        return set()
