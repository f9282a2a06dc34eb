"""One word, one meaning: what the code names stands in docs/glossary.md."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

from django.apps import apps
from django.db.models import Choices

import motcua
from tests.pages import table, words

GLOSSARY = Path(__file__).parents[2] / "docs/glossary.md"
# Doors and tools: what they do, they do by the acts of the parts below.
NOT_SEARCHED = (".migrations", ".management", "motcua.__main__", "motcua.wsgi", "motcua.settings", "motcua.bench")


@cache
def modules() -> tuple[ModuleType, ...]:
    names = [info.name for info in pkgutil.walk_packages(motcua.__path__, "motcua.")]
    return tuple(importlib.import_module(name) for name in names if not any(part in name for part in NOT_SEARCHED))


def acts() -> Iterator[str]:
    """Every public function that is told who acts and on what ground."""
    for module in modules():
        for name, function in inspect.getmembers(module, inspect.isfunction):
            own = function.__module__ == module.__name__ and not name.startswith("_")
            if own and {"by", "ground"} <= set(inspect.signature(function).parameters):
                yield name


def lists() -> Iterator[type[Choices]]:
    for module in modules():
        for _, kind in inspect.getmembers(module, inspect.isclass):
            if kind.__module__ == module.__name__ and issubclass(kind, Choices):
                yield kind


def listed(title: str) -> list[str]:
    return [word for row in table(GLOSSARY, title) for word in words(row["in code"])]


def test_every_model_has_its_line() -> None:
    models = {m.__name__ for m in apps.get_models() if m.__module__.startswith("motcua.")}
    assert len(models) > 30
    assert sorted(listed("Things")) == sorted(models)


def test_every_act_has_its_line() -> None:
    found = set(acts())
    assert {"receive", "establish", "admit", "publish_versions"} <= found
    assert sorted(listed("Acts")) == sorted(found)


def test_every_value_of_a_list_has_its_word() -> None:
    said = {words(row["in code"])[0]: row["giá trị và chữ chính thức"] for row in table(GLOSSARY, "Lists")}
    for kind in lists():
        assert kind.__name__ in said, f"{kind.__name__} is not in the glossary"
        for value in kind.values:
            mark = f"{value} " if isinstance(value, int) else f"`{value}` "
            assert mark in said[kind.__name__], f"{kind.__name__}.{value}"


def test_every_line_says_its_official_word() -> None:
    for title in ("Things", "Acts"):
        for row in table(GLOSSARY, title):
            assert row["chữ chính thức"], row
