#!/usr/bin/env python3
"""Every C file is as clang-format leaves it."""
import subprocess
import sys

from lint import Lint


def main():
    lint = Lint(__doc__)
    for path in lint.files("include/*/*.h", "src/**/*.[ch]", "tests/**/*.[ch]"):
        result = subprocess.run(["clang-format", "--dry-run", "-Werror", path],
                                capture_output=True, text=True)
        lint.check(result.returncode == 0, path, 0, f"run clang-format -i\n{result.stderr}")
    lint.finish("files")


if __name__ == "__main__":
    sys.exit(main())
