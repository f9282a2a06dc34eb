"""Every route of the office's side. tests/desk/test_routes.py walks them all."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.account.urls")),
    path("", include("motcua.desk.urls")),
]
