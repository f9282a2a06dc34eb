"""Nothing is left in English: messages are found wherever they stand, and what is wrong with one is said."""

from pathlib import Path

import pytest

from motcua.desk import translations
from motcua.desk.translations import Parts, findings, merged, parts, wanted


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A program of two files."""
    root = tmp_path / "motcua"
    (root / "part" / "templates" / "part").mkdir(parents=True)
    (root / "part" / "views.py").write_text(
        "from django.utils.translation import gettext as _, ngettext, pgettext\n"
        'A = _("One " "sentence of %(n)s parts.")\n'
        'B = ngettext("%(n)s thing", "%(n)s things", 3)\n'
        'C = pgettext("verb", "open")\n'
        'D = _(f"not {A} this")\n'
    )
    (root / "part" / "templates" / "part" / "page.html").write_text(
        "{% load i18n %}<div title=\"{% translate 'Title' %}\">\n"
        "      {% blocktranslate with n=x %}In {{ n }} days.{% endblocktranslate %}\n"
        "  {% blocktranslate count n=x %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}\n"
        '{{ value|default:_("Nothing") }}{# {% translate "Never" %} #}</div>\n'
    )
    return root


def given(tmp_path: Path, text: str) -> Parts:
    folder = tmp_path / "parts"
    folder.mkdir(exist_ok=True)
    (folder / "one.po").write_text(text)
    return parts(folder)


def test_messages_are_found_in_code_and_templates(package):
    found = {key: each.plural for key, each in wanted(package).items()}
    assert found == {
        ("", "One sentence of %(n)s parts."): "",
        ("", "%(n)s thing"): "%(n)s things",
        ("verb", "open"): "",
        ("", "Title"): "",
        ("", "In %(n)s days."): "",
        ("", "%(n)s day"): "%(n)s days",
        ("", "Nothing"): "",
    }


def test_a_message_without_vietnamese_is_named_with_its_place(package, tmp_path):
    said = list(findings(wanted(package), given(tmp_path, 'msgid "Title"\nmsgstr "Tiêu đề"\n')))
    assert any("motcua/part/views.py:2" in line and "One sentence" in line for line in said)
    assert not any("“Title”" in line for line in said)


@pytest.mark.parametrize(
    ("vietnamese", "is_right"),
    [
        ("Trong %(n)s ngày.", True),
        ("Trong %(m)s ngày.", False),
        ("Trong n ngày.", False),
        ("Trong %(n)d ngày.", False),
    ],
)
def test_placeholders_are_the_same(package, tmp_path, vietnamese, is_right):
    said = list(findings(wanted(package), given(tmp_path, f'msgid "In %(n)s days."\nmsgstr "{vietnamese}"\n')))
    assert any("In %(n)s days." in line for line in said) is not is_right


def test_what_is_translated_and_said_nowhere_is_named(package, tmp_path):
    said = list(findings(wanted(package), given(tmp_path, 'msgid "Gone"\nmsgstr "Mất"\n')))
    assert any("Gone" in line and "one.po" in line for line in said)


def test_two_parts_that_translate_differently_are_named(tmp_path):
    folder = tmp_path / "parts"
    folder.mkdir()
    (folder / "one.po").write_text('msgid "Due"\nmsgstr "Hạn"\n')
    (folder / "two.po").write_text('msgid "Due"\nmsgstr "Thời hạn"\n')
    assert any("Thời hạn" in line for line in parts(folder).findings)


def test_a_part_that_cannot_be_read_is_named(tmp_path):
    assert any("one.po" in line for line in given(tmp_path, 'msgid "broken\n').findings)


def test_the_merged_catalogue_is_sorted_without_dates_and_addresses(package, tmp_path):
    text = merged(
        given(tmp_path, 'msgid "Title"\nmsgstr "Tiêu đề"\n\nmsgid "%(n)s day"\nmsgstr "%(n)s ngày"\n'),
        wanted(package),
    )
    assert "Date" not in text and "@" not in text and str(tmp_path) not in text
    assert text.index('msgid "%(n)s day"') < text.index('msgid "Title"')
    assert 'msgid_plural "%(n)s days"\nmsgstr[0] "%(n)s ngày"' in text


def test_definitions_of_figures_are_messages():
    found = {key[1] for key in wanted()}
    assert "Dossiers received within the period that were filed online." in found


def test_our_own_parts_can_be_read():
    assert parts().findings == []
    assert translations.PARTS.is_dir()
