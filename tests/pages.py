"""Read the tables of the pages under docs/, so that a page can be a test."""

import re
from pathlib import Path


def section(page: Path, title: str) -> str:
    """The text under a heading, up to the next heading of the same level or above."""
    text = page.read_text(encoding="utf-8")
    found = re.search(rf"(?ms)^(#+) {re.escape(title)}$\n(.*?)(?=^#|\Z)", text)
    assert found, f"{page.name} has no heading “{title}”"
    return found[2]


def table(page: Path, title: str) -> list[dict[str, str]]:
    """The first table under a heading: a row a dictionary by the column's head."""
    return tables(page, title)[0]


def tables(page: Path, title: str) -> list[list[dict[str, str]]]:
    """All tables under a heading, in their order."""
    found = re.findall(r"(?m)(?:^\|.*\n?){3,}", section(page, title))
    assert found, f"{page.name} has no table under “{title}”"
    return [_rows(page, text.splitlines()) for text in found]


def _rows(page: Path, lines: list[str]) -> list[dict[str, str]]:
    head, _, *rows = [_cells(line) for line in lines]
    for row in rows:
        assert len(row) == len(head), f"{page.name}: {row}"
    return [dict(zip(head, row, strict=True)) for row in rows]


def _cells(line: str) -> list[str]:
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]


def words(cell: str) -> list[str]:
    """The words of a cell that stand as code."""
    return re.findall(r"`([^`]+)`", cell)


def numbers(cell: str) -> list[int]:
    """The whole numbers of a cell."""
    return [int(n) for n in re.findall(r"\d+", cell)]
