#!/usr/bin/env python3
"""Every C file is as clang-format leaves it."""
import pathlib
import re
import subprocess
import sys

from lint import Lint


def main():
    lint = Lint(__doc__)
    files = lint.files("include/**/*.h", "src/**/*.[ch]", "tests/**/*.[ch]")
    if files:
        result = subprocess.run(["clang-format", "--dry-run", "-Werror", *files],
                                capture_output=True, text=True)
        lint.checked = len(files)
        for path, line in sorted({(path, int(line)) for path, line in
                                  re.findall(r"^(\S+?):(\d+):\d+: error:", result.stderr, re.M)}):
            lint.fault(pathlib.Path(path), line, "run clang-format -i")
        if result.returncode != 0 and lint.faults == 0:
            lint.fault("clang-format", 0, result.stderr)
    lint.finish("files")


if __name__ == "__main__":
    sys.exit(main())
