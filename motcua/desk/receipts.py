"""The receipt of a dossier: its page after reception, and its printed form."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
