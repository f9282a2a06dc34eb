"""Addresses of units in templates."""

from datetime import date, timedelta

from django import template

from motcua.desk.chart import unit_address
from motcua.organisation.tree import Place

register = template.Library()


@register.simple_tag
def unit_href(place: Place, day: str = "") -> str:
    """The address of a unit's page; for another day than today with the day."""
    return f"{unit_address(place)}?day={day}" if day else unit_address(place)


@register.filter
def eve(day: date) -> date:
    """The day before: the last day of a term that ends on a day."""
    return day - timedelta(days=1)
