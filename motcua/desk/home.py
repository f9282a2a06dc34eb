"""The start: what lies with one's units, in short, each number a link to its list."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from motcua.desk.listing import HEAPS, lines
from motcua.desk.now import now
from motcua.desk.units import in_order
from motcua.dossiers.models import Dossier
from motcua.dossiers.standing import is_open
from motcua.dossiers.visible import units_seen_by
from motcua.people.models import Account, Post

# Of what lies with one's units, so many stand on the first page.
FIRST = 10

COUNTED = ("open", "untaken", "today", "overdue", "waiting", "to_return")


@dataclass(frozen=True, slots=True)
class Lying:
    """What lies with a unit: a number for each heap."""

    code: str
    name: str
    counts: list[tuple[str, int]]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """GET /."""
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    present, account = now(), request.user
    posts = list(Post.objects.filter(account=account).held_on(present.day).order_by("valid"))
    heaps = {name: Count("pk", filter=HEAPS[name].rule(present, account)) for name in (*COUNTED, "mine")}
    held = Dossier.objects.filter(
        Q(holder_unit__in=units_seen_by(account, present.day)) | Q(holder_account=account)
    ).visible_to(account, present.day)
    rows = {row.pop("holder_unit"): row for row in held.values("holder_unit").annotate(**heaps).order_by()}
    units = in_order(rows, present.units, present.day)
    lying = [Lying(u.code, u.name, [(name, rows[u.id][name]) for name in COUNTED]) for u in units]
    first = held.filter(is_open(), due_at__isnull=False).select_related("procedure", "applicant")
    context = {
        "lines": lines(first.order_by("due_at", "id")[:FIRST], present),
        "posts": [(post.get_function_display(), present.unit_name(post.unit_id), post.title) for post in posts],
        "heaps": [HEAPS[name] for name in COUNTED],
        "lying": lying,
        "totals": [(name, sum(row[name] for row in rows.values())) for name in COUNTED],
        "mine": sum(row["mine"] for row in rows.values()),
        "overdue": sum(row["overdue"] for row in rows.values()),
    }
    return render(request, "desk/home.html", context)
