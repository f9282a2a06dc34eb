"""What follows others without reloading: parts of pages asked for anew, and who else looks at a dossier."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
