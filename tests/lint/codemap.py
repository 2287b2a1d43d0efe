#!/usr/bin/env python3
"""Each header says in its first line what it is for, and so does a C file without a header of its own.

Of these sentences it writes the code map: code-map.md in the build folder.  The other folders have
their lines in ARCHITECTURE.md.
"""
import re
import sys

from lint import Lint

SENTENCE = re.compile(r"/\* ([^*]+(?:\n \* [^*]+)*\.) \*/\n")
FOLDER = re.compile(r"### `([^`]+)/`")
ROW = re.compile(r"\| `([^`]+)` \|(.*)\|")


def header_of(root, path):
    """The header with the contract of a C file: for others to call, or else beside it."""
    inner = path.relative_to(root / "src").with_suffix(".h")
    return next((folder / inner for folder in (root / "include", root / "src")
                 if (folder / inner).is_file()), None)


def said(path):
    match = SENTENCE.match(path.read_text(encoding="utf-8"))
    return " ".join(match[1].replace("\n * ", " ").split()) if match else None


def check_folders(lint):
    """Each row of ARCHITECTURE.md under a folder's heading names something that is there."""
    page = lint.root / "ARCHITECTURE.md"
    folder = None
    lines = page.read_text(encoding="utf-8").split("\n") if page.is_file() else []
    for number, line in enumerate(lines, 1):
        if line.startswith("#"):
            heading = FOLDER.match(line)
            folder = heading and heading[1]
        elif folder and (row := ROW.fullmatch(line)):
            lint.check((lint.root / folder / row[1]).exists(), page, number,
                       f"there is no {folder}/{row[1]}")
            lint.check(row[2].strip(), page, number, f"{row[1]}: what is it for?")


def main():
    lint = Lint(__doc__)
    lines, place = ["# Code map", ""], None
    for path in lint.files("include/**/*.h", "src/**/*.h"):
        lint.check(said(path), path, 1, "begins without a sentence that says what it is for")
    for path in lint.files("src/**/*.c"):
        sentence = said(header_of(lint.root, path) or path)
        lint.check(sentence, path, 1, "has no header, and does not say what it is for")
        folder = path.parent.relative_to(lint.root).as_posix()
        if folder != place:
            lines += ["", f"## `{folder}/`", "", "| File | What |", "|---|---|"]
            place = folder
        lines.append(f"| `{path.name}` | {sentence} |")
    check_folders(lint)
    (lint.build / "code-map.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    lint.finish("files and lines")


if __name__ == "__main__":
    sys.exit(main())
