#!/usr/bin/env python3
"""Who may include and call whom, as ARCHITECTURE.md says, and who alone uses a library.

A layer is a folder of src/, a wing a folder in it.  What stands in include/ is a layer's face: what
site includes of core names no type of what site may not use.  Calls are read from the built
libraries, for a declaration can be copied where an include cannot.
"""
import re
import subprocess
import sys
from collections import defaultdict

from lint import Lint, tokens

MAY_INCLUDE = {
    "base": "",
    "crypto": "base",
    "policy": "base",
    "anonymise": "base",
    "browser": "base anonymise",
    "store": "base",
    "render": "base",
    "mail": "base",
    "core": "base crypto policy anonymise store",
    "http": "base",
    "site": "base core render http policy",
    "cocon": "base crypto policy anonymise store render mail core http site",
}
# anonymise once more, compiled for browsers: what it includes is what is inside there.
INSIDE = {"browser": "anonymise"}
# By layer, each wing from the ground up, and the wings below it that it may use.  "" is what lies in
# the layer's own folder: all wings of core and store stand on it; the root of site stands on them.
WINGS = {
    "core": {
        "": "",
        "journal": "",
        "trust": "journal",
        "doors": "journal trust",
        "keys": "journal trust doors",
        "texts": "journal trust keys",
        "seances": "journal trust keys texts",
        "charter": "journal trust",
        "directory": "journal trust",
        "members": "journal trust doors keys texts seances directory",
        "retention": "journal trust members",
        "crowd": "journal trust doors keys texts charter members",
        "jobs": "",
        "overview": "journal trust keys texts seances directory members retention",
    },
    "site": {
        "words": "",
        "request": "words",
        "gate": "words request",
        "answer": "words request gate",
        "parts": "words request gate answer",
        "pages": "words request gate answer parts",
        "": "words request gate answer parts pages",
    },
    "store": {
        "": "",
        "engine/sqlite": "",
        "rows": "",
    },
}
GROUND = {"core": "", "store": ""}  # what every wing of the layer stands on
# The composition roots: they put the wings together, and nothing but them knows all.
ROOTS = {"src/core/core.c", "src/store/db.c", "src/store/modules.c"}
OWNERS = {
    "unicode/ucol.h": "base",
    "unicode/udat.h": "base",
    "unicode/ustring.h": "base",
    "sodium.h": "crypto",
    "argon2.h": "crypto",
    "brotli/encode.h": "http",
    "zxcvbn.h": "crypto",
    "liboath/oath.h": "crypto",
    "fido.h": "crypto",
    "fido/es256.h": "crypto",
    "fido/eddsa.h": "crypto",
    "fido/rs256.h": "crypto",
    "cbor.h": "crypto",
    "libgfshare.h": "crypto",
    "sqlite3.h": "store/engine/sqlite",
    "md4c.h": "render",
    "qrencode.h": "render",
    "md4c-html.h": "nobody",  # lets javascript: links through
    "ical.h": "render",
    "xlsxwriter.h": "render",
    "curl/curl.h": "mail",
    "microhttpd.h": "http",
    "jansson.h": "policy core render http site cocon",
}


def place(path, base):
    """(layer, wing) of a file below src/ or include/."""
    parts = path.relative_to(base).parts
    return parts[0], "/".join(parts[1:-1])


def allowed(layer, wing):
    table = WINGS.get(layer, {})
    return {wing, GROUND.get(layer, wing), *table.get(wing, "").split()}


def check_table(lint):
    """No wing stands on itself, by whatever way: each is written below those that use it."""
    for layer, wings in WINGS.items():
        below = set()
        for wing, uses in wings.items():
            lint.check(set(uses.split()) <= below, __file__, 0,
                       f"{layer}/{wing} uses {uses}, of which some is not below it")
            below.add(wing)


class Includes:
    def __init__(self, lint):
        self.lint = lint
        self.reached = {}  # path of a face: the layers that it names

    def find(self, name, path, layer):
        """The file that an include means, and where it stands."""
        for base in (self.lint.root / "include", self.lint.root / "src" / layer,
                     self.lint.root / "src" / INSIDE.get(layer, layer)):
            if (base / name).is_file():
                return base / name
        return None

    def check(self, path, layer, wing, header, line):
        lint, name = self.lint, header[1:-1]
        if header[0] == "<":
            owners = OWNERS.get(name)
            lint.check(owners is None or {layer, f"{layer}/{wing}"} & {*owners.split()}, path, line,
                       f"{layer}/{wing} includes {header}, which is for {owners}")
            return
        found = self.find(name, path, layer)
        if found is None:
            lint.fault(path, line, f'"{name}" is neither a face nor an inner header of {layer}')
            return
        face = found.is_relative_to(lint.root / "include")
        base = lint.root / ("include" if face else "src")
        other, its = place(found, base)
        if other != layer:
            lint.check(other in MAY_INCLUDE[layer].split(), path, line,
                       f'{layer} may not include "{name}"')
            hidden = self.layers(found) - {*MAY_INCLUDE[layer].split(), layer, other}
            lint.check(not hidden, path, line,
                       f'"{name}" names types of {" ".join(sorted(hidden))}, not for {layer}')
        elif path.relative_to(lint.root).as_posix() not in ROOTS:
            lint.check(its in allowed(layer, wing), path, line,
                       f'{layer}/{wing} may not include "{name}"')

    def layers(self, face):
        """The layers whose headers somebody reads who includes this one."""
        if face not in self.reached:
            self.reached[face] = set()
            for kind, header, _ in tokens(face.read_text(encoding="utf-8")):
                other = self.lint.root / "include" / header[1:-1] if kind == "include" else None
                if other is not None and other.is_file():
                    self.reached[face] |= {place(other, self.lint.root / "include")[0]}
                    self.reached[face] |= self.layers(other)
        return self.reached[face]


def symbols(library, *options):
    listing = subprocess.run(["nm", "-A", *options, library], capture_output=True, text=True,
                             check=True).stdout
    for line in listing.splitlines():
        start, _, name = line.rpartition(" ")
        module = re.search(r":([^:]+)\.c\.o:", start)
        if module and not name.startswith("__"):
            yield module[1], name


def check_calls(lint):
    """What the built libraries of layers call of each other."""
    owner, wing_of = {}, {}
    for path in lint.files("src/**/*.c"):
        wing_of[path.relative_to(lint.root / "src").parts[0], path.stem] = path
    libraries = [path for path in sorted(lint.build.glob("lib*.a")) if path.name[3:-2] in MAY_INCLUDE]
    for library in libraries:
        for module, name in symbols(library, "--defined-only", "--extern-only"):
            owner[name] = (library.name[3:-2], module)
    for library in libraries:
        layer = library.name[3:-2]
        calls = defaultdict(set)
        for module, name in symbols(library, "--undefined-only"):
            calls[module].add(name)
        for module, names in calls.items():
            path = wing_of.get((layer, module), library)
            wing = place(path, lint.root / "src")[1] if path != library else ""
            for other, its in sorted({owner[name] for name in names if name in owner}):
                if other != layer:
                    lint.check(other in MAY_INCLUDE[layer].split(), path, 0,
                               f"calls {other}, which is not for {layer}")
                elif path == library or path.relative_to(lint.root).as_posix() not in ROOTS:
                    at = wing_of.get((layer, its))
                    lint.check(at is None or place(at, lint.root / "src")[1] in allowed(layer, wing),
                               path, 0, f"calls {its}, which is not for {layer}/{wing}")


def main():
    lint = Lint(__doc__)
    includes = Includes(lint)
    for path in lint.files("src/**/*.[ch]", "include/**/*.h"):
        layer, wing = place(path, lint.root / path.relative_to(lint.root).parts[0])
        if layer not in MAY_INCLUDE:
            lint.fault(path, 0, f"{layer} is not a layer")
            continue
        lint.check(wing in WINGS.get(layer, {"": ""}), path, 0, f"{wing} is not a wing of {layer}")
        for kind, header, line in tokens(path.read_text(encoding="utf-8")):
            if kind == "include":
                includes.check(path, layer, wing, header, line)
    if lint.checked:
        check_table(lint)
        check_calls(lint)
    lint.finish("includes and calls")


if __name__ == "__main__":
    sys.exit(main())
