"""What `motcua help` prints: our commands first, read from their files so that nothing is loaded."""

import ast
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path


def overview(translate: Callable[[str], str]) -> str:
    """The list of commands, ours with their help, Django's by name."""
    mine = {name: translate(_help(file)) for name, file in sorted(ours().items())}
    width = max(map(len, mine), default=0)
    lines = [translate("Usage: motcua COMMAND [options]; motcua COMMAND --help explains one."), ""]
    lines += [f"  {name:<{width}}  {text}".rstrip() for name, text in mine.items()]
    lines += ["", translate("Commands of the framework:"), ""]
    lines += _wrapped(sorted(of_framework() - mine.keys()))
    return "\n".join(lines) + "\n"


def ours() -> dict[str, Path]:
    """The files of our commands, by command."""
    here = Path(__file__).resolve().parent.parent
    files = here.glob("*/management/commands/*.py")
    return {file.stem: file for file in files if not file.stem.startswith("_")}


def of_framework() -> set[str]:
    """Commands of Django and of the installed apps that others wrote."""
    return {
        file.stem
        for package in ("django", "procrastinate", "allauth", "whitenoise")
        for folder in _folders(package)
        for pattern in ("core/management/commands", "contrib/*/management/commands", "management/commands")
        for file in Path(folder).glob(f"{pattern}/[a-z]*.py")
    }


def _folders(package: str) -> list[str]:
    spec = find_spec(package)
    return list(spec.submodule_search_locations or []) if spec else []


def _wrapped(names: list[str]) -> list[str]:
    lines = ["  "]
    for name in names:
        if len(lines[-1]) + len(name) > 98:
            lines.append("  ")
        lines[-1] += f"{name}  "
    return [line.rstrip() for line in lines]


def _help(file: Path) -> str:
    """The first sentence of a command's help, or of its file's docstring."""
    tree = ast.parse(file.read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and "help" in [getattr(to, "id", "") for to in node.targets]:
            value = node.value
            if isinstance(value, ast.Call) and value.args:
                value = value.args[0]
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                return value.value
    return (ast.get_docstring(tree) or "").partition("\n")[0]
