"""Accounts, the posts that they hold from a day to a day, and applicants."""

from datetime import date
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from motcua.journal.ids import uuid7
from motcua.journal.models import Subject
from motcua.organisation.models import Decision, Unit


class AccountManager(BaseUserManager["Account"]):
    def create_user(self, username: str, password: str | None = None, **extra: object) -> "Account":
        """Only for tools that expect it; people get accounts through `motcua.people.admit`."""
        account = self.model(username=username, **extra)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser, Subject):
    """Somebody who signs in. What he may do follows from his posts on the day, and from nothing else."""

    username = models.CharField(_("Sign-in name"), max_length=60, unique=True)
    name = models.CharField(_("Full name"), max_length=120)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=2, blank=True)

    # Not a column: the day and the posts held on it, where signing in has read them along (`motcua.people.actor`).
    posts_held: Any = None

    objects = AccountManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ("name",)

    class Meta:
        db_table = "people_account"

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name


class Function(models.TextChoices):
    """What somebody does in a unit; rights follow from it (docs/rules/who-may.md)."""

    RECEIVING = "receiving", _("Receiving officer")
    HANDLING = "handling", _("Handling officer")
    LEADER = "leader", _("Leader")
    RETURNING = "returning", _("Returning officer")
    CONTROL = "control", _("Control officer")
    CASHIER = "cashier", _("Cashier")
    RECORDS = "records", _("Clerk of records")
    ADMINISTRATOR = "administrator", _("Administrator")


class PostQuerySet(QuerySet["Post"]):
    def held_on(self, day: date) -> "PostQuerySet":
        return self.filter(valid__contains=day)


class Post(models.Model):
    """What a person holds in a unit from a day to a day: vị trí, chức vụ."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="posts")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="posts")
    function = models.CharField(max_length=20, choices=Function)
    title = models.CharField(max_length=120, blank=True)
    valid = DateRangeField()
    decision = models.ForeignKey(Decision, null=True, on_delete=models.PROTECT, related_name="+")

    objects = PostQuerySet.as_manager()

    class Meta:
        db_table = "people_post"
        constraints = (
            ExclusionConstraint(
                name="one_holding_of_a_post_a_day",
                expressions=[
                    ("account", RangeOperators.EQUAL),
                    ("unit", RangeOperators.EQUAL),
                    ("function", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(condition=Q(valid__isempty=False), name="a_post_lasts_a_day"),
        )


class ApplicantKind(models.TextChoices):
    PERSON = "person", _("Person")
    ORGANISATION = "organisation", _("Organisation")


class Applicant(Subject):
    """Who hands in, or whose matter it is. Personal data: read through the one filter, printed with care."""

    kind = models.CharField(max_length=12, choices=ApplicantKind, default=ApplicantKind.PERSON)
    name = models.CharField(max_length=200)
    born_on = models.DateField(null=True)
    address = models.CharField(max_length=400, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    search_key = models.TextField(help_text=_("name, identifiers and address, folded"))

    class Meta:
        db_table = "people_applicant"
        indexes = (GinIndex(OpClass("search_key", name="gin_trgm_ops"), name="applicant_search"),)

    def __str__(self) -> str:
        return self.name


class IdentifierKind(models.TextChoices):
    PERSONAL_ID = "personal_id", _("Personal identification number")
    OLD_ID = "old_id", _("Old identity card number")
    PASSPORT = "passport", _("Passport")
    ENTERPRISE_ID = "enterprise_id", _("Enterprise number")


class Identifier(models.Model):
    """A number that an applicant is known by; he may have several."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    applicant = models.ForeignKey(Applicant, on_delete=models.PROTECT, related_name="identifiers")
    kind = models.CharField(max_length=20, choices=IdentifierKind)
    value = models.CharField(max_length=40)

    class Meta:
        db_table = "people_identifier"
        constraints = (models.UniqueConstraint(fields=["applicant", "kind", "value"], name="an_identifier_once"),)
        indexes = (models.Index(fields=["value"], name="identifier_value"),)
