#!/usr/bin/env python3
"""Who may include whom, as ARCHITECTURE.md says, and who alone uses a library."""
import sys

from lint import Lint, tokens

MAY_INCLUDE = {
    "base": "",
    "crypto": "base",
    "policy": "base",
    "anonymise": "base",
    "store": "base",
    "render": "base",
    "mail": "base",
    "core": "base crypto policy anonymise store",
    "http": "base",
    "site": "base core render http policy",
    "cocon": "base crypto policy anonymise store render mail core http site",
}
OWNERS = {
    "unicode/ucol.h": "base",
    "unicode/udat.h": "base",
    "unicode/ustring.h": "base",
    "sodium.h": "crypto",
    "argon2.h": "crypto",
    "zxcvbn.h": "crypto",
    "liboath/oath.h": "crypto",
    "fido.h": "crypto",
    "fido/es256.h": "crypto",
    "fido/eddsa.h": "crypto",
    "fido/rs256.h": "crypto",
    "cbor.h": "crypto",
    "libgfshare.h": "crypto",
    "sqlite3.h": "store",
    "md4c.h": "render",
    "qrencode.h": "render",
    "md4c-html.h": "nobody",  # lets javascript: links through
    "ical.h": "render",
    "xlsxwriter.h": "render",
    "curl/curl.h": "mail",
    "microhttpd.h": "http",
    "jansson.h": "policy core render http site cocon",
}


def check_include(lint, path, layer, header, line):
    name = header[1:-1]
    if header[0] == "<":
        owners = OWNERS.get(name)
        lint.check(owners is None or layer in owners.split(), path, line,
                   f"{layer} includes {header}, which is for {owners}")
        return
    other = name.split("/")[0] if "/" in name else None
    if other is None:
        lint.check((lint.root / "src" / layer / name).is_file(), path, line,
                   f'"{name}" is not an inner header of {layer}')
    elif other not in MAY_INCLUDE:
        lint.check(False, path, line, f'"{name}" is in no layer')
    else:
        lint.check(other == layer or other in MAY_INCLUDE[layer].split(), path, line,
                   f'{layer} may not include "{name}"')


def main():
    lint = Lint(__doc__)
    for path in lint.files("src/**/*.[ch]", "include/**/*.h"):
        layer = path.parent.name
        if layer not in MAY_INCLUDE:
            lint.fault(path, 0, f"{layer} is not a layer")
            continue
        for kind, header, line in tokens(path.read_text(encoding="utf-8")):
            if kind == "include":
                check_include(lint, path, layer, header, line)
    lint.finish("includes")


if __name__ == "__main__":
    sys.exit(main())
