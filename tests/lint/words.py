#!/usr/bin/env python3
"""What people read counts rightly, and what messages name, something makes.

No « (s) » anywhere: a sentence with a number has its « key.1 », in templates a count is said by its
sentence.  Every task, notice, news, error and fault of the messages is named by code or a form.
"""
import re
import sys

from lint import Lint, literals

HEDGE = re.compile(r"\w\((?:e|s|es|x|ne|nes|nt|ent|le|les|se|ve|ice|rice|trice|euse)\)")
NUMBER = r"(?:count|days|max|min|number)"
AGREES = re.compile(r"\{" + NUMBER + r"\}[ \u00a0\u202f]([^\W\d]+)")
# What stays as it is behind a number, and units.
SAME = {"au", "et", "fois", "Kio", "Mio", "sans", "sur"}
SLOT = re.compile(r"\{\{([\w.]+)\}\}[ \u00a0\u202f]([^\W\d]+)")
MADE_BY_CODE = ("task", "news", "recovery", "done", "error", "field", "roles", "seance", "sign_in",
                "invitation")


def load(path):
    """{section: {key: (text, line)}}"""
    sections = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if match := re.fullmatch(r"\[(\w+)\]", line.strip()):
            section = sections.setdefault(match[1], {})
        elif match := re.match(r"([\w.-]+) *= *(.*)", line):
            section[match[1]] = (match[2], number)
    return sections


def base(key):
    return re.sub(r"\.[01]$", "", key)


def check_hedges(lint):
    for path in lint.files("web/**/*.html", "web/**/*.ini", "web/**/*.md", "web/**/*.js",
                           "policies/**/*.ini", "policies/**/*.md", "policies/**/*.json"):
        if path.name == "README.md":
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
            found = HEDGE.search(line)
            lint.check(found is None, path, number, f"« {found and found[0]} » for the plural")


def check_numbers(lint, path, messages):
    for section, entries in messages.items():
        for key, (text, line) in entries.items():
            if key != base(key):
                lint.check(base(key) in entries, path, line, f"[{section}] {key} has no {base(key)}")
                lint.check(entries.get(base(key), (None,))[0] != text, path, line,
                           f"[{section}] {key} is its plural")
            elif (found := AGREES.search(text)) and found[1] not in SAME and section != "date":
                lint.check(f"{key}.1" in entries, path, line,
                           f"[{section}] {key}: « {found[0]} », and no {key}.1")


def check_slots(lint, counted):
    for path in lint.files("web/**/*.html"):
        text = path.read_text(encoding="utf-8")
        for slot in SLOT.finditer(text):
            name = slot[1].split(".")[-1]
            is_count = name.endswith("_count") or name in counted
            lint.check(not is_count, path, text.count("\n", 0, slot.start()) + 1,
                       f"« {slot[0]} »: a count is said by {{{{{slot[1]}_text}}}}")


def strings(lint):
    """What code names, formats as patterns; what forms and packs name."""
    names, patterns = set(), []
    for path in lint.files("src/**/*.[ch]", "include/**/*.h"):
        for literal, _ in literals(path.read_text(encoding="utf-8")):
            names.add(literal)
            if re.fullmatch(r"[a-z_]*%[su][a-z_]*", literal) and len(literal) > 4:
                patterns.append(re.compile(re.sub(r"%[su]", r"\\w+", literal)))
    for path in lint.files("policies/forms/*.json", "policies/spaces/*/forms/*.json"):
        names.update(re.findall(r'"([a-z_]+)"', path.read_text(encoding="utf-8")))
    return names, patterns


def check_made(lint, path, messages):
    names, patterns = strings(lint)
    core = {literal for file in lint.files("src/core/**/*.c")
            for literal, _ in literals(file.read_text(encoding="utf-8"))}
    for section in MADE_BY_CODE:
        for key, (_, line) in messages.get(section, {}).items():
            key = base(key)
            made = key in (core if section == "task" else names)
            made = made or section != "task" and any(p.fullmatch(key) for p in patterns)
            lint.check(made, path, line, f"[{section}] {key}: nothing makes it")
    tasks = {base(key) for key in messages.get("task", {})}
    for key, (_, line) in messages.get("label", {}).items():
        family, _, task = key.partition(".")
        if family in ("task", "task_help"):
            lint.check(task in tasks, path, line, f"[label] {key}: there is no such task")
    for home in lint.files("src/site/**/page_home.c"):
        text = home.read_text(encoding="utf-8")
        placed = set(re.findall(r'\{"(\w+)", "/', text))
        for task in placed ^ tasks:
            lint.check(task in tasks and not placed - tasks, home, None,
                       f"{task}: a task with a sentence has a place, and the other way round")


def main():
    lint = Lint(__doc__)
    check_hedges(lint)
    for path in lint.files("web/messages.fr.ini"):
        messages = load(path)
        check_numbers(lint, path, messages)
        check_slots(lint, {base(key) for key in messages.get("count", {})})
        check_made(lint, path, messages)
    lint.finish("lines")


if __name__ == "__main__":
    sys.exit(main())
