"""Pay online: what is asked of a payment platform, and what it answers. The platform stands behind an interface.

A request and an answer are fields with a checksum (HMAC-SHA256 over all of them); code "00" is success. An answer
that comes twice changes nothing. Source: NĐ 45/2020/NĐ-CP art. 4; docs/rules/fees.md.
"""

import hashlib
import hmac
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.db import transaction

from motcua.dossiers.models import Dossier
from motcua.fees.kinds import Means
from motcua.fees.owed import Due, OnlineRequest
from motcua.fees.paying import pay
from motcua.journal.by import SYSTEM
from motcua.journal.ids import uuid7
from motcua.journal.write import Batch
from motcua.people.actor import SYSTEM_ACTOR

SUCCESS = "00"
MONEY, ASKED = "LUAT-97-2015", "APPLICANT"
Fields = Mapping[str, str]


class NotGenuine(ValueError):
    """Fields whose checksum is not theirs: nobody knows who sent them."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the platform says about a request: code 00 is paid; `reference` is what it calls the payment."""

    request: UUID
    amount: int
    code: str
    reference: str


class Platform(ABC):
    """A payment platform: where the payer goes to pay a request, and how its answers are read."""

    @abstractmethod
    def address_for(
        self, request: OnlineRequest, *, number: str, names: Sequence[str], back: str, notify: str
    ) -> str:
        """The address at which the payer pays; he comes back to `back`, the answer is sent to `notify`."""

    @abstractmethod
    def read(self, fields: Fields) -> Answer:
        """The answer that fields say. Raises NotGenuine."""


@dataclass(frozen=True, slots=True)
class SignedPlatform(Platform):
    """A platform that takes and gives signed fields: the national one, and its simulator."""

    address: str
    merchant: str
    secret: bytes

    def address_for(
        self, request: OnlineRequest, *, number: str, names: Sequence[str], back: str, notify: str
    ) -> str:
        """Its address with request id, amount, dossier, what it is for, where to go back and where to notify."""
        fields = {
            "merchant": self.merchant,
            "request": str(request.pk),
            "amount": str(request.amount),
            "dossier": number,
            "items": "; ".join(names)[:500],
            "return_url": back,
            "notify_url": notify,
        }
        return f"{self.address}?{urlencode(fields | {'checksum': checksum(fields, self.secret)})}"

    def read(self, fields: Fields) -> Answer:
        """Its answer: request, amount, code and reference, with their checksum."""
        given = {key: value for key, value in fields.items() if key != "checksum"}
        if not hmac.compare_digest(checksum(given, self.secret), fields.get("checksum", "")):
            raise NotGenuine
        try:
            amount = given["amount"]
            if not (amount.isascii() and amount.isdigit() and len(amount) <= 18):
                raise ValueError(amount)
            return Answer(UUID(given["request"]), int(amount), given["code"][:10], given.get("reference", "")[:120])
        except (KeyError, ValueError) as error:
            raise NotGenuine from error


def checksum(fields: Fields, secret: bytes) -> str:
    """HMAC-SHA256 of the fields in the order of their names, as hexadecimal digits."""
    text = urlencode(sorted(fields.items()))
    return hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()


def platform() -> Platform | None:
    """The platform that the settings name; None where nobody can pay online."""
    address, merchant, file = settings.PAYMENT_ADDRESS, settings.PAYMENT_MERCHANT, settings.PAYMENT_SECRET_FILE
    if not (address and file):
        return None
    try:
        secret = Path(file).read_bytes().strip()
    except OSError:
        return None
    return SignedPlatform(address, merchant, secret) if secret else None


@transaction.atomic
def ask_platform(dossier: UUID, at: datetime) -> OnlineRequest | None:
    """A request for all that a dossier still owes; None where it owes nothing. The applicant's own act."""
    Dossier.objects.select_for_update().get(pk=dossier)
    dues = list(Due.objects.of(dossier).still_owed())
    amount = sum(due.balance for due in dues)
    if amount <= 0:
        return None
    ids = [str(due.pk) for due in dues]
    request = OnlineRequest(id=uuid7(at), dossier_id=dossier, dues=ids, amount=amount, asked_at=at)
    batch = Batch(by=SYSTEM, at=at, ground=ASKED)
    batch.create(request, "ask_platform", {"dossier": dossier, "dues": ids, "amount": str(amount)})
    batch.write()
    return request


@transaction.atomic
def take_answer(answer: Answer, at: datetime) -> str:
    """Enter what the platform answers, as the system. Returns the code to tell it.

    00: entered, now or before. 01: no such request. 04: another amount than was asked for. A failure is kept and
    may be followed by a success; after a success nothing changes any more. Money that came for what is no longer
    owed (paid at the desk meanwhile) is not entered: the request keeps why, and the dossier's page shows it.
    """
    request = OnlineRequest.objects.select_for_update().filter(pk=answer.request).first()
    if request is None:
        return "01"
    if request.amount != answer.amount:
        return "04"
    if request.code == SUCCESS or request.code == answer.code:
        return SUCCESS
    problem = ""
    if answer.code == SUCCESS:
        dues = [UUID(each) for each in request.dues]
        done = pay(
            request.dossier_id,
            dues,
            answer.amount,
            means=Means.ONLINE,
            reference=answer.reference or str(request.pk),
            by=SYSTEM_ACTOR,
            at=at,
            ground=MONEY,
        )
        problem = str(done.refusal)[:500] if done.refusal is not None else ""
    batch = Batch(by=SYSTEM, at=at, ground=MONEY)
    said = {"code": answer.code, "reference": answer.reference, "problem": problem}
    told = {key: text for key, text in said.items() if text}
    batch.record(request, "answer", told, code=answer.code, answered_at=at, problem=problem)
    batch.write()
    return SUCCESS
