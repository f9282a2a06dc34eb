"""What the pages point at exists, and the two READMEs say the same."""

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands

from tests.pages import table

ROOT = Path(__file__).parents[2]
PAGES = sorted(page for page in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")) if ".motcua" not in page.parts)
READMES = [ROOT / "README.md", ROOT / "README.vi.md"]
SOURCES = sorted([*ROOT.glob("motcua/**/*.py"), *ROOT.glob("tests/**/*.py"), *ROOT.glob("motcua/**/*.html")])
TWO_SCREENS = 100


def test_every_page_that_the_code_mentions_exists() -> None:
    mentioned = {
        (path, page)
        for path in (*SOURCES, ROOT / "Makefile", *PAGES)
        for page in re.findall(r"\bdocs/[\w./-]+\.(?:md|png)\b", path.read_text(encoding="utf-8"))
        if "tmp_path" not in page
    }
    assert len(mentioned) > 10
    assert not sorted({page for _, page in mentioned if not (ROOT / page).exists()})


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    text = re.sub(r"(?ms)^```.*?^```", "", page.read_text(encoding="utf-8"))
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"https?:|mailto:", target):
            continue
        name, _, heading = target.partition("#")
        there = (page.parent / name).resolve() if name else page
        assert there.exists(), target
        if heading:
            heads = re.findall(r"(?m)^#+ (.+)$", there.read_text(encoding="utf-8"))
            assert heading in [re.sub(r"[^\w -]", "", h).lower().replace(" ", "-") for h in heads], target


def test_every_rule_and_decision_is_found_from_an_index() -> None:
    for folder in ("rules", "decisions"):
        linked = (ROOT / f"docs/{folder}/README.md").read_text(encoding="utf-8")
        for page in (ROOT / f"docs/{folder}").glob("*.md"):
            assert page.name == "README.md" or f"({page.name})" in linked, page.name


@pytest.mark.parametrize("readme", READMES, ids=lambda page: page.name)
def test_a_readme_fits_on_two_screens(readme: Path) -> None:
    assert len(readme.read_text(encoding="utf-8").splitlines()) <= TWO_SCREENS


@pytest.mark.parametrize("readme", READMES, ids=lambda page: page.name)
def test_the_commands_of_a_readme_exist(readme: Path) -> None:
    text = readme.read_text(encoding="utf-8")
    targets = set(re.findall(r"(?m)^([a-z]+):", (ROOT / "Makefile").read_text()))
    made = set(re.findall(r"(?:^|`|\s)make ([a-z]+)", text))
    assert {"run", "test"} <= made <= targets
    named = set(re.findall(r"(?m)(?:^|`|bin/)motcua ([a-z]+)", text))
    assert len(named) > 4
    assert named <= set(get_commands())


def test_the_two_readmes_have_one_structure() -> None:
    def structure(page: Path) -> list[str]:
        """Headings by their level, commands without their comments, pictures and links by what they lead to."""
        text = page.read_text(encoding="utf-8")
        code = re.findall(r"(?ms)^```\w*\n(.*?)^```", text)
        commands = [line.split("  #")[0].strip() for block in code for line in block.splitlines()]
        prose = re.sub(r"(?ms)^```.*?^```", "", text)
        heads = [found[1] for found in re.finditer(r"(?m)^(#+) ", prose)]
        links = [target for target in re.findall(r"\]\(([^)\s]+)\)", prose) if "README" not in target]
        return [*heads, *commands, *links]

    assert structure(READMES[0]) == structure(READMES[1])


def test_publiccode_says_what_the_standard_asks_for() -> None:
    """The mandatory keys of the standard, version 0.5, and its limits of length."""
    public = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    mandatory = {
        "publiccodeYmlVersion", "name", "url", "platforms", "categories", "developmentStatus", "softwareType",
        "description", "legal", "maintenance", "localisation",
    }  # fmt: skip
    assert mandatory <= set(public)
    assert set(public["description"]) == {"en", "vi"} == set(public["localisation"]["availableLanguages"])
    for said in public["description"].values():
        assert len(said["shortDescription"]) <= 150 <= len(said["longDescription"]) <= 10_000
        assert said["features"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert public["legal"]["license"] == project["license"] == "EUPL-1.2"
    assert public["softwareVersion"] == project["version"]
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")


def test_every_dependency_is_accounted_for_and_nothing_else() -> None:
    """Alive, made for this, its licence fit: a line each in docs/decisions/dependencies.md."""
    wanted = set(json.loads((ROOT / "package.json").read_text())["dependencies"])
    wanted |= set(json.loads((ROOT / "package.json").read_text())["devDependencies"])
    for name in ("base", "dev"):
        lines = (ROOT / f"requirements/{name}.in").read_text().splitlines()
        wanted |= {re.split(r"[\[<>=]", line)[0] for line in lines if re.match(r"[a-z]", line)}
    page = ROOT / "docs/decisions/dependencies.md"
    titles = ("When it runs", "When it is tested", "In the browser")
    assert {row["package"] for title in titles for row in table(page, title)} == wanted


def test_the_changelog_begins_with_what_is_not_released() -> None:
    heads = re.findall(r"(?m)^## (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    assert heads[0].startswith("[Unreleased]")


def test_the_hooks_before_a_commit_run_programs_that_make_setup_installs(tmp_path: Path) -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())
    [repo] = config["repos"]
    for hook in repo["hooks"]:
        assert hook["language"] == "system"
        program = hook["entry"].split()[0]
        if program.startswith(".venv/") and (ROOT / ".venv").exists():
            assert (ROOT / program).exists(), program
    checked = subprocess.run(
        [ROOT / ".venv/bin/pre-commit", "validate-config", ROOT / ".pre-commit-config.yaml"],
        capture_output=True,
        env={"PRE_COMMIT_HOME": str(tmp_path), "PATH": ""},
    )
    assert checked.returncode == 0, checked.stderr
