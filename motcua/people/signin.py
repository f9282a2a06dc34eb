"""Signing in: local accounts through allauth. Nobody signs himself up; accounts are given."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """allauth's adapter without sign-up: an office admits its people by an act (`motcua.people.admit`)."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class AccountBackend(AuthenticationBackend):
    """allauth's backend by sign-in name; rights never come from Django's permission tables."""

    def get_user_permissions(self, *args: Any, **kwargs: Any) -> set[str]:
        return set()

    def get_group_permissions(self, *args: Any, **kwargs: Any) -> set[str]:
        return set()
