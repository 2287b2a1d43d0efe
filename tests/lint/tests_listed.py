#!/usr/bin/env python3
"""Every test file is run by a test that ctest knows."""
import json
import re
import subprocess
import sys

from lint import Lint

PATTERNS = ("tests/unit/*/*.c", "tests/fuzz/*.c", "tests/**/*.mjs", "tests/**/*.js",
            "tests/**/*.py", "tests/**/*.sh")
BY_HAND = {"tests/run.sh", "tests/bench/run.sh"}


def known(lint):
    """All that the tests' commands name, program names included."""
    shown = subprocess.run(["ctest", "--test-dir", lint.build, "--show-only=json-v1"],
                           capture_output=True, text=True, check=True).stdout
    tests = json.loads(shown)["tests"]
    return {word.rsplit("/", 1)[-1] for test in tests for word in test.get("command", [])}


def program(path):
    """The program that is built of a C test."""
    if path.parent.name == "fuzz":
        return f"fuzz-{path.stem.removeprefix('fuzz_')}"
    return f"unit-{path.parent.name}-{path.stem}"


def main():
    lint = Lint(__doc__)
    words = known(lint)
    files = lint.files(*PATTERNS)
    sources = {path: path.read_text(encoding="utf-8") for path in lint.files("tests/**/*")
               if path.suffix in (".c", ".h", ".mjs", ".js", ".py", ".txt", ".sh")}
    for path in files:
        name = path.relative_to(lint.root).as_posix()
        run = (program(path) if path.suffix == ".c" else path.name) in words
        use = rf"(import|from) {path.stem}\b" if path.suffix == ".py" else re.escape(path.name)
        helper = ".test." not in path.name and not path.name.startswith(("test_", "fuzz_"))
        used = helper and any(re.search(use, text) for other, text in sources.items() if other != path)
        lint.check(run or used or name in BY_HAND, path, 0, "no test runs it, no test uses it")
    lint.finish("files of tests")


if __name__ == "__main__":
    sys.exit(main())
