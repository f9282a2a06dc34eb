"""The public routes. Each stands in the table of tests/desk/test_routes.py."""

from django.urls import URLPattern, path

from motcua.desk import finding  # noqa: F401 -- names the converter of dossiers in addresses
from motcua.tracking import calculator, paying, views

urlpatterns: list[URLPattern] = [
    path("tracking/", views.tracking, name="tracking"),
    path("due/", calculator.due_page, name="due"),
    path("tracking/<ref:ref>/", views.tracked, name="tracked"),
    path("tracking/<ref:ref>/payment/", paying.pay_page, name="tracked_payment"),
    path("payments/notification/", paying.notification, name="payment_notification"),
]
