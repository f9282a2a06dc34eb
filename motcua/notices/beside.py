"""What notices put on pages below them: the panel of a dossier's page, and the choice on the tracking page."""

from django.http import HttpRequest, QueryDict
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from motcua.desk.finding import ref_of
from motcua.desk.now import now
from motcua.desk.panels import Asked
from motcua.desk.seeother import SeeOther
from motcua.dossiers.models import Dossier
from motcua.notices.choosing import address_of, choose, wanted_by
from motcua.notices.forms import CHANNELS, Call, Chosen
from motcua.notices.kinds import NoticeChannel
from motcua.notices.refusals import NoticeRefused
from motcua.notices.shown import panel_of, way_said
from motcua.people.actor import SYSTEM_ACTOR
from motcua.people.models import Account, Applicant

CALL, CHOICE = "call", "choice"


def on_dossier(request: HttpRequest, dossier: Dossier) -> str:
    """The panel “Notices” of a dossier that was received; with what was typed into it, if that was refused."""
    if dossier.received_at is None or not isinstance(request.user, Account):
        return ""
    panel = panel_of(dossier, request.user, now())
    applicant = dossier.applicant
    given = {"channels": list(panel.wanted.channels), "language": panel.wanted.language}
    chosen = Chosen(typed(request, CHOICE), initial=given)
    _offer(chosen, applicant, whole=True)
    context = {
        "dossier": dossier,
        "ref": ref_of(dossier.number, dossier.pk),
        "panel": panel,
        "call": Call(typed(request, CALL)),
        "choice": chosen,
        "phone": applicant.phone,
    }
    return render_to_string("notices/_panel.html", context, request)


def typed(request: HttpRequest, form: str) -> QueryDict | None:
    """What was sent of one of the panel's forms, if it was that one."""
    return request.POST if request.method == "POST" and request.POST.get("notices") == form else None


def on_tracking(request: HttpRequest, dossier: Dossier) -> Asked:
    """The applicant's own choice, for who has proved number and code: channels that reach him, and the language.

    The page shows of an address only its end: a receipt may lie about.
    """
    applicant = dossier.applicant
    wanted = wanted_by([applicant])[applicant.pk]
    form = Chosen(typed(request, CHOICE), initial={"channels": list(wanted.channels), "language": wanted.language})
    _offer(form, applicant)
    said, status = "", 200
    if form.is_bound:
        if form.is_valid():
            try:
                choose(
                    applicant.pk,
                    channels=form.cleaned_data["channels"],
                    language=form.cleaned_data["language"],
                    by=SYSTEM_ACTOR,
                    at=timezone.now(),
                    ground="APPLICANT",
                )
            except NoticeRefused as refused:
                form.add_error("channels", str(refused))
            else:
                return Asked("", SeeOther(f"{request.path}?chosen=1#notices"))
        status = 422
    elif "chosen" in request.GET:
        said = _("Your choice is kept.")
    choices = form.fields["channels"].choices
    context = {"form": form, "said": said, "way": way_said(wanted), "reachable": bool(choices)}
    return Asked(render_to_string("notices/_own_choice.html", context, request), status=status)


def _offer(form: Chosen, applicant: Applicant, *, whole: bool = False) -> None:
    """Leave only the channels for which there is an address, and say which."""
    form.fields["channels"].choices = [
        (value, f"{label}: {address if whole else hidden(address, value)}")
        for value, label in CHANNELS
        if (address := address_of(applicant, value))
    ]


def hidden(address: str, channel: str) -> str:
    """An address as a stranger may see it: the last three digits; the first letter and the place of the mailbox."""
    if channel == NoticeChannel.EMAIL:
        name, at, place = address.rpartition("@")
        return f"{name[:1]}…{at}{place}"
    return f"…{address[-3:]}"
