"""Acts on many dossiers at once: each checked again when it runs, the refusals listed."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
