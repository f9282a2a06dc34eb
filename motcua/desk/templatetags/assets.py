"""Addresses of files that browsers keep: with a mark of their content, so that a new version is fetched at once."""

import hashlib
from functools import lru_cache
from pathlib import Path

from django import template
from django.contrib.staticfiles import finders
from django.templatetags.static import static

register = template.Library()


@register.simple_tag
@lru_cache
def asset(path: str) -> str:
    """The address of a static file. A file that is not there keeps its plain address."""
    found = finders.find(path)
    if not found:
        return static(path)
    mark = hashlib.sha256(Path(found).read_bytes()).hexdigest()[:10]
    return f"{static(path)}?v={mark}"
