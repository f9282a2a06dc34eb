"""What `motcua help` prints: our commands first, read from their files so that nothing is loaded."""

import ast
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path


def overview(translate: Callable[[str], str]) -> str:
    """The list of commands, ours with their help, Django's by name."""
    here = Path(__file__).resolve().parent.parent
    ours = {
        file.stem: translate(_help(file))
        for file in sorted(here.glob("*/management/commands/*.py"), key=lambda file: file.stem)
        if not file.stem.startswith("_")
    }
    width = max(map(len, ours), default=0)
    lines = [translate("Usage: motcua COMMAND [options]; motcua COMMAND --help explains one."), ""]
    lines += [f"  {name:<{width}}  {text}".rstrip() for name, text in ours.items()]
    lines += ["", translate("Commands of the framework:"), ""]
    lines += _wrapped(sorted(_of_django() - ours.keys()))
    return "\n".join(lines) + "\n"


def _of_django() -> set[str]:
    spec = find_spec("django.core.management.commands")
    folders = list(spec.submodule_search_locations or []) if spec else []
    return {file.stem for folder in folders for file in Path(folder).glob("[a-z]*.py")}


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
