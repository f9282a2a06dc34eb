"""Signing in: local accounts through allauth. Nobody signs himself up; accounts are given."""

import unicodedata
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest
from django.utils import timezone

from motcua.journal.by import By
from motcua.people import admit
from motcua.people.models import Account


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

    def get_user_permissions(self, *args: Any, **kwargs: Any) -> set[str]:
        return set()

    def get_group_permissions(self, *args: Any, **kwargs: Any) -> set[str]:
        return set()
