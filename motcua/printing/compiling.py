"""A compilation in a process of its own, under limits of time and memory: run as a program, never imported.

What an administration wrote is a program that may loop, grow or ask for a package from the network. So it runs
here: no Django, no settings, no database, an environment without secrets, a namespace without network where the
machine allows one, and a proxy that answers nobody where it does not. Typst itself reads no file outside its root.

Standard input: one JSON object. Standard output: a line of JSON, then the files one after the other.
"""

import ctypes
import json
import resource
import sys
from typing import Any

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000


def main() -> None:
    """Compile what is asked for and answer with the files, or with Typst's first error."""
    asked = json.load(sys.stdin)
    _fence(asked["seconds"], asked["memory"])
    import typst  # its threads begin behind the fence

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[asked["fonts"]])
    made: list[bytes] = []
    try:
        for each in asked["documents"]:
            made += _compiled(typst, asked, each, fonts)
    except typst.TypstError as problem:
        _answer({"message": problem.message, "diagnostic": problem.diagnostic}, [])
        return
    _answer({}, made)


def _fence(seconds: int, memory: int) -> None:
    """No more time and memory than that, no core file, and no network if the kernel lets us go without."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        ctypes.CDLL(None).unshare(CLONE_NEWUSER | CLONE_NEWNET)
    except (OSError, AttributeError):
        return


def _compiled(typst: Any, asked: dict[str, Any], each: dict[str, Any], fonts: Any) -> list[bytes]:
    compiler = typst.Compiler(
        each["file"],
        root=asked["root"],
        font_paths=fonts,
        sys_inputs=each["inputs"],
        package_path="/nowhere",
        package_cache_path="/nowhere",
    )
    options = {"format": asked["kind"], "ppi": asked["ppi"], "timestamp": each["timestamp"]}
    try:
        made = compiler.compile(pdf_standards=asked["standards"], pdf_tags=asked["tags"], **options)
    except typst.TypstError:
        # A sign that the fonts lack is not allowed by the standard; whatever else is wrong is raised again.
        if asked["strict"] or not asked["standards"]:
            raise
        made = compiler.compile(pdf_tags=asked["tags"], **options)
    return made if isinstance(made, list) else [made]


def _answer(said: dict[str, Any], files: list[bytes]) -> None:
    out = sys.stdout.buffer
    out.write(json.dumps({**said, "sizes": [len(each) for each in files]}).encode() + b"\n")
    for each in files:
        out.write(each)
    out.flush()


if __name__ == "__main__":
    main()
