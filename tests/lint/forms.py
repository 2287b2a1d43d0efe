#!/usr/bin/env python3
"""Every form that is sent carries what the platform asks of it: the partials tokens (against forgery,
of which space) or form (that, and over which version)."""
import re
import sys

from lint import Lint

FORM = re.compile(r"(<form\b[^>]*\bmethod=\"post\"[^>]*>)(.*?)</form>", re.S)
CARRIED = re.compile(r"\{\{>\s*partials/(tokens|form)\s*\}\}")
# What they do is no matter of a space, or their space is what they ask for.
BARE = ('action="/deconnexion"', 'action="/compte/espace"', 'action="{{action}}" class="ask"')


def main():
    lint = Lint(__doc__)
    templates = lint.files("web/**/*.html")
    for path in templates:
        text = path.read_text(encoding="utf-8")
        for form in FORM.finditer(text):
            line = text.count("\n", 0, form.start()) + 1
            lint.check(CARRIED.search(form[2]) or any(bare in form[1] for bare in BARE), path, line,
                       f"{form[1]}: which space is it of?")
    if lint.checked == 0 and not templates:
        print("there is no template yet")
        sys.exit(0)
    lint.finish("forms")


if __name__ == "__main__":
    sys.exit(main())
