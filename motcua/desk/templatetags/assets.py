"""Addresses of files that browsers keep: with a mark of their content, so that a new version is fetched at once."""

from functools import cache

from django import template
from django.templatetags.static import static

from motcua.desk.files import mark

register = template.Library()


@register.simple_tag
@cache
def asset(path: str) -> str:
    """The address of a static file. A file that is not there keeps its plain address."""
    content = mark(path)
    return f"{static(path)}?v={content}" if content else static(path)
