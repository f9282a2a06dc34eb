"""The routes of notices. Each stands in the table of tests/desk/test_routes.py."""

from django.urls import URLPattern, path

from motcua.desk import finding  # noqa: F401 -- names the converter of dossiers in addresses
from motcua.notices import views, wording_page

urlpatterns: list[URLPattern] = [
    path("notices/", views.notices_page, name="notices"),
    path("notices/<uuid:notice>/again/", views.again, name="notice_again"),
    path("notices/<uuid:notice>/arrived/", views.arrived, name="notice_arrived"),
    path("notices/hours/", wording_page.hours, name="notice_hours"),
    path("notices/wordings/", wording_page.wordings, name="notice_wordings"),
    path("notices/wordings/<str:event>/<str:channel>/<str:language>/", wording_page.wording, name="notice_wording"),
    path("dossiers/<ref:ref>/notices/calls/", views.call, name="notice_calls"),
    path("dossiers/<ref:ref>/notices/choice/", views.choice, name="notice_choice"),
]
