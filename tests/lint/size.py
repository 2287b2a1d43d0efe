#!/usr/bin/env python3
"""A file nearing 500 lines is two files."""
import sys

from lint import Lint

LIMIT = 500
ENDINGS = ("c", "h", "mjs", "js", "css", "html", "py", "sh")


def main():
    lint = Lint(__doc__)
    for path in lint.files(*(f"{folder}/**/*.{ending}" for ending in ENDINGS
                             for folder in ("include", "src", "web", "tests", "deploy"))):
        lines = path.read_bytes().count(b"\n")
        lint.check(lines <= LIMIT, path, 0, f"{lines} lines")
    lint.finish("files")


if __name__ == "__main__":
    sys.exit(main())
