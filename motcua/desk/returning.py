"""Results that wait to be handed out, oldest first; found by the receipt or by the card."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
