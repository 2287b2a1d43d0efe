#!/usr/bin/env python3
"""No text for users in C: it lives in web/ and policies/.

Refuses words with accents in string literals (a lone letter is no text), and sentences with common French words.
"""
import re
import sys

from lint import Lint, literals

WORDS = re.compile(r"(?<!\S)(vous|votre|vos|nous|les?|la|des|une?|est|sont|dans|pour|avec|sur|pas|"
                   r"cette|qui|que|aux?|et|ou|du|de|ne|veuillez|merci|bonjour)(?!\S)", re.I)


def decode(literal):
    """The characters of a literal, its escapes resolved."""
    raw = re.sub(rb"\\x([0-9A-Fa-f]{2})", lambda m: bytes([int(m[1], 16)]), literal.encode())
    raw = re.sub(rb"\\([0-3][0-7]{2})", lambda m: bytes([int(m[1], 8)]), raw)
    text = raw.decode("utf-8", "replace")
    return re.sub(r"\\u([0-9A-Fa-f]{4})", lambda m: chr(int(m[1], 16)), text)


def main():
    lint = Lint(__doc__)
    for path in lint.files("src/**/*.[ch]", "include/**/*.h"):
        for literal, line in literals(path.read_text(encoding="utf-8")):
            text = decode(literal)
            letters = [c for c in text if c.isalpha()]
            accents = [c for c in letters if ord(c) > 127]
            lint.check(len(letters) < 2 or not accents, path, line, f"letters of a text for users: {text!r}")
            sentence = re.sub(r"\\[a-z]|[.,;:!?()'’]", " ", text).strip()
            if " " in sentence and WORDS.search(sentence):
                lint.fault(path, line, f"a French text: {text!r}")
    lint.finish("literals")


if __name__ == "__main__":
    sys.exit(main())
