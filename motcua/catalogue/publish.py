"""Publish versions of procedures: from a day on the law asks this.

Announcing a procedure, changing it and publishing it rest on NĐ 63/2010 (kiểm soát thủ tục hành chính).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from motcua.catalogue.checking import fault
from motcua.catalogue.content import Content, Draft, content_of, detail_of
from motcua.catalogue.models import (
    ChannelTerms,
    Field,
    LegalBasis,
    LimitCase,
    Paper,
    Procedure,
    StepLimit,
    Version,
)
from motcua.catalogue.offer import carry_offers
from motcua.catalogue.search import search_key
from motcua.journal import revision
from motcua.journal.by import By
from motcua.journal.write import Batch
from motcua.text import fold

GROUND = "ND63-2010"


@dataclass(slots=True)
class Published:
    """What a publication did, by the codes of procedures. Nothing was written for what is refused."""

    versions: dict[str, Version] = field(default_factory=dict)
    """The version in force from the day, for each code that was not refused: new or as it was."""
    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    """Why not, in a sentence for people."""


@transaction.atomic
def publish_versions(
    drafts: Sequence[Draft],
    *,
    from_day: date,
    by: By,
    at: datetime,
    ground: str = GROUND,
    recorded_at: datetime | None = None,
) -> Published:
    """Put procedures in force from a day on, and end the versions before them on the day before.

    What says the same as the version in force that day is left alone: publishing twice changes nothing. The units
    that offer the version before offer the new one. A version that began on that very day is not replaced, since
    dossiers may be pinned to it: that draft is refused, and so is one whose limits contradict each other.
    Raises ValueError where a code stands twice among the drafts.
    """
    with connection.cursor() as cursor:
        # Publication is rare and concerns all units: one at a time, so that the second finds what the first made.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('catalogue.publish'))")
    batch = Batch(by=by, at=at, ground=ground, recorded_at=recorded_at)
    fields = _fields(batch, drafts)
    codes = [draft.code for draft in drafts]
    procedures = {p.code: p for p in Procedure.objects.select_for_update().filter(code__in=codes).order_by("pk")}
    standing = _standing(procedures.values())
    done = Published()
    followed: dict[UUID, Version] = {}
    for draft in drafts:
        if draft.code in done.versions:
            raise ValueError(f"{draft.code} stands twice among the drafts")
        procedure = procedures.get(draft.code)
        versions = standing.get(procedure.pk, []) if procedure else []
        before = _in_force(versions, from_day)
        current = content_of(before) if before else None
        content = draft.over(current)
        if wrong := fault(content):
            done.refused[draft.code] = wrong
            continue
        if before is not None and content != current and before.valid.lower == from_day:
            done.refused[draft.code] = _(
                "A version of %(code)s is already in force from %(day)s. Choose a later day for the change."
            ) % {"code": draft.code, "day": f"{from_day:%d/%m/%Y}"}
            continue
        if procedure is None:
            procedure, amended = _create(batch, draft, fields[draft.field]), False
        else:
            amended = _amend(batch, procedure, draft, fields[draft.field])
        if before is None or content != current:
            version = _begin(batch, procedure, content, versions, before, from_day)
            done.versions[draft.code] = version
            if before is not None:
                followed[before.pk] = version
            (done.changed if versions else done.new).append(draft.code)
        else:
            done.versions[draft.code] = before
            (done.changed if amended else done.unchanged).append(draft.code)
    carry_offers(batch, followed, from_day)
    if batch.write():
        revision.bump("catalogue")
    return done


def _standing(procedures: Iterable[Procedure]) -> dict[UUID, list[Version]]:
    """All versions of procedures by procedure, oldest first, locked."""
    found = Version.objects.filter(procedure__in=[p.pk for p in procedures]).select_for_update(of=("self",))
    by_procedure: dict[UUID, list[Version]] = {}
    for version in found.with_content().order_by("valid"):
        by_procedure.setdefault(version.procedure_id, []).append(version)
    return by_procedure


def _in_force(versions: Iterable[Version], day: date) -> Version | None:
    return next(
        (v for v in versions if v.valid.lower <= day and (v.valid.upper is None or day < v.valid.upper)), None
    )


def _fields(batch: Batch, drafts: Iterable[Draft]) -> dict[str, Field]:
    """Fields by name; one that is not there yet is created, under a code made of its name unless it brings one."""
    by_name = {f.name: f for f in Field.objects.all()}
    taken = {f.code for f in by_name.values()}
    for draft in drafts:
        if draft.field in by_name:
            continue
        code = wanted = draft.field_code or re.sub(r"[^a-z0-9]+", "-", fold(draft.field)).strip("-")
        number = 1
        while code in taken:
            number += 1
            code = f"{wanted}-{number}"
        taken.add(code)
        made = Field(code=code, name=draft.field, search_key=fold(f"{code} {draft.field}"))
        batch.create(made, "create_field", {"code": code, "name": draft.field})
        by_name[draft.field] = made
    return by_name


def _columns(draft: Draft, of_field: Field) -> dict[str, Any]:
    return {
        "name": draft.content.name,
        "field_id": of_field.pk,
        "ministry": draft.ministry,
        "kind": draft.kind,
        "level": list(draft.level),
        "search_key": search_key(draft.code, draft.content.name, of_field.name),
    }


def _create(batch: Batch, draft: Draft, of_field: Field) -> Procedure:
    columns = _columns(draft, of_field)
    procedure = Procedure(code=draft.code, **columns)
    told = {name: value for name, value in columns.items() if name not in ("field_id", "search_key")}
    batch.create(procedure, "create_procedure", {"code": draft.code, "field": of_field.code, **told})
    return procedure


def _amend(batch: Batch, procedure: Procedure, draft: Draft, of_field: Field) -> bool:
    """Bring what a procedure is, apart from its versions, up to the draft. Returns whether anything changed."""
    wanted = _columns(draft, of_field)
    changes = {name: value for name, value in wanted.items() if getattr(procedure, name) != value}
    if not changes:
        return False
    told: dict[str, Any] = {n: value for n, value in changes.items() if n not in ("field_id", "search_key")}
    if "field_id" in changes:
        told["field"] = of_field.code
    batch.record(procedure, "amend_procedure", told, **changes)
    return True


def _begin(
    batch: Batch,
    procedure: Procedure,
    content: Content,
    versions: Sequence[Version],
    before: Version | None,
    from_day: date,
) -> Version:
    """Add a version that runs from the day to where the one before it would have ended, else to the next one."""
    later = [v.valid.lower for v in versions if v.valid.lower > from_day]
    until = before.valid.upper if before is not None else min(later, default=None)
    version = Version(
        procedure=procedure,
        number=max((v.number for v in versions), default=0) + 1,
        name=content.name,
        decision=content.decision,
        valid=DateRange(from_day, until),
        audience=list(content.audience),
        result_name=content.result_name,
        result_code=content.result_code,
        gives_document=content.gives_document,
        at_once=content.at_once,
        pauses=dict(content.pauses),
    )
    detail = {"code": procedure.code, "number": version.number, "from": from_day, "until": until}
    batch.create(version, "publish_version", detail | detail_of(content))
    _insert_content(batch, version, content)
    if before is not None:
        batch.record(before, "end_version", {"on": from_day}, valid=DateRange(before.valid.lower, from_day))
    return version


def _insert_content(batch: Batch, version: Version, content: Content) -> None:
    for terms in content.terms:
        batch.insert(
            ChannelTerms(
                version=version,
                channel=terms.channel,
                limit_value=terms.limit.value,
                limit_unit=terms.limit.unit.value,
                cutoff=terms.limit.cutoff,
                fees=[asdict(fee) for fee in terms.fees],
            )
        )
    for position, case in enumerate(content.cases, start=1):
        batch.insert(
            LimitCase(
                version=version,
                position=position,
                channel=case.channel,
                code=case.code,
                name=case.name,
                quantity_from=case.quantity_from,
                limit_value=case.limit.value,
                limit_unit=case.limit.unit.value,
                cutoff=case.limit.cutoff,
            )
        )
    for function, limit in content.steps:
        batch.insert(
            StepLimit(
                version=version,
                function=function,
                limit_value=limit.value,
                limit_unit=limit.unit.value,
            )
        )
    for position, paper in enumerate(content.papers, start=1):
        batch.insert(
            Paper(
                version=version,
                position=position,
                name=paper.name,
                originals=paper.originals,
                copies=paper.copies,
            )
        )
    batch.insert_many(LegalBasis(version=version, number=number) for number in content.legal_bases)
