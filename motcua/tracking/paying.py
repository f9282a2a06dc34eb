"""The applicant pays online: the way to the platform, and where the platform sends its answers."""

from datetime import UTC, datetime

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from motcua.desk.finding import ref_of
from motcua.desk.seeother import SeeOther
from motcua.fees.online import NotGenuine, ask_platform, platform, take_answer
from motcua.fees.owed import Due
from motcua.tracking.views import opened


@login_not_required
@require_POST
def pay_page(request: HttpRequest, ref: str) -> HttpResponse:
    """POST /tracking/<number>/payment/: a request to the platform and the way there; back where nothing is owed."""
    dossier, there = opened(request, ref), platform()
    back = reverse("tracked", args=[ref])
    asked = ask_platform(dossier.pk, datetime.now(UTC)) if dossier is not None and there is not None else None
    if dossier is None or there is None or asked is None:
        return SeeOther(back)
    base = settings.PUBLIC_ADDRESS or request.build_absolute_uri("/").rstrip("/")
    names = list(Due.objects.filter(pk__in=asked.dues).order_by("place").values_list("name", flat=True))
    address = there.address_for(
        asked,
        number=ref_of(dossier.number, dossier.pk),
        names=names,
        back=base + back,
        notify=base + reverse("payment_notification"),
    )
    context = {"address": address, "amount": asked.amount, "dossier": dossier, "names": names, "back": back}
    return render(request, "tracking/pay.html", context)


@csrf_exempt
@login_not_required
@require_POST
def notification(request: HttpRequest) -> HttpResponse:
    """POST /payments/notification/: the platform's answer; ours says with a code what became of it.

    97 (400): the checksum is not the platform's. Else 200 with the code of `take_answer`: 00 is entered.
    """
    there = platform()
    try:
        if there is None:
            raise NotGenuine
        answer = there.read({name: request.POST[name] for name in request.POST})
    except NotGenuine:
        return JsonResponse({"code": "97"}, status=400)
    return JsonResponse({"code": take_answer(answer, datetime.now(UTC))})
