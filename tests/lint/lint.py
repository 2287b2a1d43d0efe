"""What the lints share: arguments, files, the closing line, and a reader of C tokens.

A lint prints a line for each fault, then what it checked.  It exits 1 on a fault, or when it checked
nothing: a lint that looks in the wrong place must not be green.
"""
import argparse
import pathlib
import re
import sys

TOKEN = re.compile(r"""
    (?P<comment>/\*.*?\*/|//[^\n]*)
  | (?P<string>"(?:\\.|[^"\\\n])*")
  | (?P<char>'(?:\\.|[^'\\\n])*')
  | (?P<include>^[ \t]*\#[ \t]*include[ \t]+(?P<header><[^>\n]+>|"[^"\n]+"))
  | (?P<word>[A-Za-z_]\w*)
  | (?P<mark>[^\s\w])
""", re.X | re.S | re.M)


class Lint:
    def __init__(self, what):
        parser = argparse.ArgumentParser(description=what)
        here = pathlib.Path(__file__).resolve().parents[2]
        parser.add_argument("--root", type=pathlib.Path, default=here)
        parser.add_argument("--build", type=pathlib.Path, default=here / "build" / "release")
        options = parser.parse_args()
        self.root, self.build = options.root.resolve(), options.build.resolve()
        self.checked = self.faults = 0

    def files(self, *patterns):
        return sorted({path for pattern in patterns for path in self.root.glob(pattern)
                       if path.is_file()})

    def fault(self, path, line, message):
        self.faults += 1
        if isinstance(path, pathlib.Path) and path.is_relative_to(self.root):
            path = path.relative_to(self.root)
        print(f"{path}:{line}: {message}" if line else f"{path}: {message}")

    def check(self, holds, path, line, message):
        self.checked += 1
        if not holds:
            self.fault(path, line, message)

    def finish(self, what):
        print(f"checked {self.checked} {what}: {self.faults} faults")
        if self.checked == 0:
            print("nothing was checked: this lint looks in the wrong place")
        sys.exit(1 if self.faults or self.checked == 0 else 0)


def tokens(text):
    """(kind, text, line) of C source, comments left out; strings without their quotes."""
    line, done = 1, 0
    for match in TOKEN.finditer(text):
        line += text.count("\n", done, match.start())
        done = match.start()
        kind = match.lastgroup if match.lastgroup != "header" else "include"
        if kind == "include":
            yield kind, match["header"], line
        elif kind in ("string", "char"):
            yield kind, match[kind][1:-1], line
        elif kind != "comment":
            yield kind, match[kind], line


def literals(text):
    """(string, line) of C source; strings that stand side by side are one."""
    parts, start = [], 0
    for kind, value, line in tokens(text):
        if kind == "string":
            start = start if parts else line
            parts.append(value)
        elif parts:
            yield "".join(parts), start
            parts = []
    if parts:
        yield "".join(parts), start


def calls(text, names):
    """(name, strings and words among the arguments, line) of each call whose name matches."""
    stream = list(tokens(text))
    for at, (kind, name, line) in enumerate(stream[:-1]):
        if kind != "word" or not re.fullmatch(names, name) or stream[at + 1][1] != "(":
            continue
        depth, arguments = 0, []
        for inner_kind, value, _ in stream[at + 1:]:
            if inner_kind == "mark":
                depth += {"(": 1, ")": -1}.get(value, 0)
                if depth == 0:
                    break
            else:
                arguments.append((inner_kind, value))
        yield name, arguments, line
