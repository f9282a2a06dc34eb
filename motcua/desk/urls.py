"""The desk's routes. Each stands in the table of tests/desk/test_routes.py with who may use it."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.decorators.http import require_safe
from django.views.i18n import set_language

from motcua.desk import (
    account,
    calendars,
    cashier,
    cashier_bank,
    cashier_books,
    cashier_count,
    copies,
    counter,
    doors,
    dossier,
    dues_doors,
    dues_rates,
    form_versions,
    inbox,
    leader,
    listing,
    live,
    many,
    print_many,
    receipts,
    registers,
    report,
    returning,
    signing,
    time,
)

urlpatterns = [
    path("", inbox.home, name="home"),
    path("language/", login_not_required(set_language), name="language"),
    path("profile/", account.profile, name="profile"),
    path("reports/06a/", report.report_page, name="report"),
    path("reports/06a.<str:form>", report.report_file, name="report_file"),
    path("reports/06a/<str:cell>/", report.cell_page, name="cell"),
    path("dossiers/", require_safe(listing.list_response), name="dossiers"),
    path("dossiers/<ref:ref>/", dossier.dossier_page, name="dossier"),
    path("dossiers/<ref:ref>/take/", doors.take, name="take"),
    path("dossiers/<ref:ref>/moves/", doors.move, name="moves"),
    path("dossiers/<ref:ref>/decision/", doors.decide, name="decision"),
    path("dossiers/<ref:ref>/agreement/", doors.agree, name="agreement"),
    path("dossiers/<ref:ref>/sending_back/", doors.send_back, name="sending_back"),
    path("dossiers/<ref:ref>/return/", doors.return_result, name="return"),
    path("dossiers/<ref:ref>/supplement/", doors.supplement, name="supplement"),
    path("dossiers/<ref:ref>/waiting/", doors.wait, name="waiting"),
    path("dossiers/<ref:ref>/payment/", doors.payment, name="payment"),
    path("dossiers/<ref:ref>/resume/", doors.resume, name="resume"),
    path("dossiers/<ref:ref>/letter/", doors.letter, name="letter"),
    path("dossiers/<ref:ref>/letter_signature/", doors.sign_letter, name="letter_signature"),
    path("dossiers/<ref:ref>/withdrawal/", doors.withdraw, name="withdrawal"),
    path("dossiers/<ref:ref>/stop/", doors.stop, name="stop"),
]
# Each desk names its own.
PARTS = (
    calendars,
    cashier,
    cashier_bank,
    cashier_books,
    cashier_count,
    counter,
    copies,
    dues_doors,
    dues_rates,
    inbox,
    many,
    live,
    leader,
    returning,
    receipts,
    registers,
    signing,
    time,
    form_versions,
    print_many,
)
for part in PARTS:
    urlpatterns += part.urlpatterns
