#!/usr/bin/env python3
"""foo.c exports only foo_*, include/<layer>/foo.h declares only foo_*, and no name is given twice.

Reads the global symbols of the built libraries.
"""
import re
import subprocess
import sys

from lint import Lint, tokens


# Modules whose names begin otherwise, each for a reason.
OTHERS = {
    "http/server": ["http"],    # the face of the layer: http_server_start(), http_header()
    "http/request": ["http"],   # part of that face
    "http/stream": ["http"],  # http_stream_new(), which handlers call
    "crypto/envelope": ["vault_key"],  # the key that an envelope carries
}


def fits(name, layer, module):
    return any(name == start or name.startswith(start + "_")
               for start in [module, *OTHERS.get(f"{layer}/{module}", [])])


def check_symbols(lint):
    owners = {}
    for library in sorted(lint.build.glob("lib*.a")):
        listing = subprocess.run(["nm", "--defined-only", "--extern-only", "-A", library],
                                 capture_output=True, text=True, check=True).stdout
        for line in listing.splitlines():
            place, _, symbol = line.rpartition(" ")
            module = re.search(r":([^:]+)\.c\.o:", place)
            if module is None or symbol.startswith("__"):  # the sanitizers' own
                continue
            layer = library.name[3:-2]
            where = f"{layer}/{module[1]}.c"
            lint.check(fits(symbol, layer, module[1]), where, 0,
                       f"exports {symbol}, not {module[1]}_*: make it static or rename it")
            lint.check(owners.setdefault(symbol, where) == where, where, 0,
                       f"{symbol} is also in {owners[symbol]}")


def declared(text):
    """Functions that a header declares: a lower-case word before "(" outside of everything."""
    depth = 0
    stream = list(tokens(re.sub(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", "", text, flags=re.M)))
    for (kind, value, line), (_, after, _) in zip(stream, stream[1:]):
        if kind == "mark":
            depth += {"(": 1, "{": 1, ")": -1, "}": -1}.get(value, 0)
        elif (kind == "word" and depth == 0 and after == "(" and value.lower() == value
              and not value.startswith("__")):
            yield value, line


def main():
    lint = Lint(__doc__)
    check_symbols(lint)
    symbols = lint.checked
    for path in lint.files("include/**/*.h"):
        for name, line in declared(path.read_text(encoding="utf-8")):
            layer = path.relative_to(lint.root / "include").parts[0]
            lint.check(fits(name, layer, path.stem), path, line,
                       f"declares {name}, not {path.stem}_*")
    if symbols == 0 or lint.checked == symbols:
        lint.fault(lint.build, 0, "no symbols, or no declarations: is everything built?")
    lint.finish("names")


if __name__ == "__main__":
    sys.exit(main())
