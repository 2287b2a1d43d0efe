#!/usr/bin/env python3
"""Check the content: forms, the space's pack, messages and the demo's data.

Run from anywhere: python3 tests/lint/content.py.  Prints one line for each problem and a summary;
exits 1 on a problem, or if a group of checks checked nothing.
"""
import json
import pathlib
import re
import sys
from collections import Counter
from datetime import datetime

ROOT = pathlib.Path(__file__).resolve().parents[2]
POLICIES = ROOT / "policies"
PACK = POLICIES / "spaces" / "vif-cevennes"
DEMO = POLICIES / "demo"

TYPES = {"text", "paragraph", "month", "date", "moment", "number", "email", "choice", "choices",
         "yesno", "secret", "id", "group"}
FIELD_KEYS = {"name", "type", "label", "hint", "required", "max", "min", "rows", "must", "options",
              "options_from", "repeat", "fields", "item_label", "past", "minutes",
              "aside", "carriers"}
PLATFORM_FORMS = {"sign_in", "accept_invitation", "passphrase_change", "invite", "structure_new",
                  "charter_publish", "sign_structure", "adhere", "cycle_new", "seance_new",
                  "positioning", "role_give", "role_answer", "send_back", "comment", "examine",
                  "cancel", "attendance", "confirm", "look_at", "journal", "withdraw", "erase",
                  "erasure_ask", "change", "suspend", "profile", "comment_edit", "renew", "leave", "second_code", "factor_code",
                  "factor_confirm", "factor_name", "factor_remove", "factor_key",
                  "factor_key_made", "second_key", "people_choice", "signed_choice",
                  "structures_choice"}
ROLES = ("animator", "secretary", "narrator")

checked = Counter()
problems = []


def check(group, holds, message):
    checked[group] += 1
    if not holds:
        problems.append(f"{group}: {message}")


def load_json(path):
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        check("json", False, f"{path.relative_to(ROOT)}: {error}")
        sys.exit(report())


def load_ini(path):
    """Sections of key = value, as base/ini.c reads them."""
    sections, section = {}, None
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        line = line.strip()
        if not line or line[0] in ";#":
            continue
        where = f"{path.relative_to(ROOT)}:{number}"
        if line[0] == "[" and line[-1] == "]":
            section = sections.setdefault(line[1:-1], {})
            continue
        key, equals, value = (part.strip() for part in line.partition("="))
        check("ini", equals and section is not None and value, f"{where}: not key = value")
        if section is not None:
            check("ini", key not in section, f"{where}: {key} is written twice")
            section[key] = value
    return sections


# ---- forms -------------------------------------------------------------------------------------


def check_fields(where, fields, space):
    names = [field.get("name") for field in fields]
    check("forms", len(names) == len(set(names)), f"{where}: a name twice")
    for field in fields:
        name = f"{where}.{field.get('name')}"
        kind = field.get("type")
        check("forms", kind in TYPES, f"{name}: type {kind}")
        check("forms", set(field) <= FIELD_KEYS, f"{name}: keys {set(field) - FIELD_KEYS}")
        check("forms", re.fullmatch(r"[a-z][a-z0-9_]*", field.get("name", "")), f"{name}: name")
        check("forms", field.get("label"), f"{name}: no label")
        if kind in ("text", "paragraph", "secret", "email"):
            check("forms", isinstance(field.get("max"), int), f"{name}: no max")
        if kind == "number":
            check("forms", field.get("min", 1) <= field.get("max", 0), f"{name}: min and max")
        if kind in ("choice", "choices"):
            check("forms", ("options" in field) != ("options_from" in field), f"{name}: options")
            values = [option["value"] for option in field.get("options", [])]
            check("forms", len(values) == len(set(values)), f"{name}: an option twice")
            check("forms", all(option["label"] for option in field.get("options", [])),
                  f"{name}: an option without label")
            if "options_from" in field:
                check("forms", space.get(field["options_from"]), f"{name}: no such section")
        if kind == "group":
            check("forms", field.get("fields") and field.get("item_label"), f"{name}: group")
            check("forms", field.get("min", 0) <= field.get("max", 0), f"{name}: min and max")
            check_fields(name, field.get("fields", []), space)


def load_forms(folder, space):
    forms = {}
    for path in sorted(folder.glob("*.json")):
        form = load_json(path)
        check("forms", form.get("name") == path.stem, f"{path.name}: name {form.get('name')}")
        check("forms", set(form) <= {"name", "intro", "fields"}, f"{path.name}: keys {set(form)}")
        check_fields(path.stem, form["fields"], space)
        forms[path.stem] = form
    return forms


def check_values(where, fields, values, space):
    """A document against its form: what the server's validator will say, said earlier."""
    known = {field["name"] for field in fields}
    check("documents", set(values) <= known, f"{where}: unknown {set(values) - known}")
    for field in fields:
        name, kind = f"{where}.{field['name']}", field["type"]
        value = values.get(field["name"])
        if value in (None, "", []):
            check("documents", not field.get("required") and not field.get("min"),
                  f"{name}: required")
            continue
        if kind in ("text", "paragraph"):
            check("documents", isinstance(value, str) and len(value) <= field["max"],
                  f"{name}: too long")
            check("documents", kind == "paragraph" or "\n" not in value, f"{name}: several lines")
        elif kind == "month":
            check("documents", re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", value), f"{name}: {value}")
        elif kind == "yesno":
            check("documents", value is True or "must" not in field, f"{name}: {value}")
        elif kind in ("choice", "choices"):
            options = ({option["value"] for option in field["options"]} if "options" in field
                       else set(space[field["options_from"]]))
            chosen = {value} if kind == "choice" else set(value)
            check("documents", chosen <= options, f"{name}: {chosen - options}")
        elif kind == "group":
            check("documents", field.get("min", 0) <= len(value) <= field["max"],
                  f"{name}: {len(value)} items")
            for index, item in enumerate(value):
                check_values(f"{name}.{index}", field["fields"], item, space)
        else:
            check("documents", False, f"{name}: a {kind} is not expected here")


# ---- pack and messages -------------------------------------------------------------------------


def check_pack(space):
    for key in ("name", "title", "coordination", "grace_days", "contact", "second_factor"):
        check("pack", space["space"].get(key), f"space.ini: [space] {key}")
    check("pack", space["rules"].get("situation_closed_only") in ("yes", "no"),
          "space.ini: [rules] situation_closed_only")
    check("pack", set(space["offers"]) == {*space["roles"], "venue"}, "seances.ini: [offers]")
    for kind in space["kinds"]:
        check("pack", space["durations"].get(kind, "").isdigit(), f"space.ini: [durations] {kind}")
    for section, count in (("professions", 25), ("structure_kinds", 3), ("steps", 10)):
        check("pack", len(space[section]) == count, f"space.ini: [{section}] has not {count}")
    for section in ("professions", "structure_kinds", "steps", "themes", "territories"):
        for slug in space[section]:
            check("pack", re.fullmatch(r"[a-z][a-z0-9-]*", slug), f"space.ini: {slug}")
    sheets = sorted((PACK / "tools").glob("*.md"))
    check("pack", [sheet.stem for sheet in sheets] ==
          ["animation", "methode", "narrateur-et-situation", "trame-de-synthese"], "tool sheets")
    for sheet in sheets + [PACK / "charter.md"]:
        text = sheet.read_text(encoding="utf-8")
        check("pack", re.match(r"# \S", text), f"{sheet.name}: no title")
        check("pack", len(text) > 2000, f"{sheet.name}: too short to be of use")
    method = (PACK / "tools" / "methode.md").read_text(encoding="utf-8")
    minutes = [int(found) for found in re.findall(r"^\| \d\. .*?\| (\d+) min \|", method, re.M)]
    check("pack", sum(minutes) == 120, f"methode.md: the steps make {sum(minutes)} minutes")


def check_help():
    """Pages for every space name no role: those that do are in each pack's help/."""
    roles = {label.split()[0].lower() for pack in sorted((POLICIES / "spaces").iterdir())
             for label in load_ini(pack / "seances.ini")["roles"].values()}
    for page in sorted((ROOT / "web" / "help").glob("*.md")):
        named = roles & set(re.findall(r"[\w-]+", page.read_text(encoding="utf-8").lower()))
        check("help", not named, f"{page.name}: names roles of a space: {', '.join(sorted(named))}")


def check_messages(messages, forms, space, own):
    labels = {**messages["label"], **own["label"]}
    families = {
        "stage": "planned staffed submitted prepared held drafted published expired cancelled",
        "answer": "coming excused", "offer": "venue",
        "status": "present excused absent guest",
        "state": "none draft submitted approved sent_back published",
        "structure_kind": "institution association independent"}
    for family, values in families.items():
        for value in values.split():
            check("messages", labels.get(f"{family}.{value}"), f"[label] {family}.{value}")
    check("messages", list(messages["month"]) == [str(month) for month in range(1, 13)], "[month]")
    check("messages", list(messages["weekday"]) == [str(day) for day in range(7)], "[weekday]")
    for section, entries in messages.items():
        for key, value in entries.items():
            bare = re.sub(r"\{[a-z_]+\}", "", value)
            check("messages", "{" not in bare and "}" not in bare, f"[{section}] {key}: braces")
    for form, field, family in (("positioning", "answer", "answer"),
                                ("positioning", "offers", "offer"), ("role_give", "role", "role"),
                                ("role_answer", "answer", "state"),
                                ("seance_new", "kind", "kind")):
        found = next(f for f in forms[form]["fields"] if f["name"] == field)
        values = ([option["value"] for option in found["options"]] if "options" in found
                  else space[found["options_from"]])
        for value in values:
            check("messages", f"{family}.{value}" in labels, f"[label] {family}.{value} ({form})")


def check_journal(messages):
    """What the core writes into the journal has its French word on the page."""
    labels = messages["label"]
    found = 0
    for path in sorted((ROOT / "src" / "core").rglob("*.c")):
        text = path.read_text(encoding="utf-8")
        for call, arguments in re.findall(r"\b(journal_add|note|move)\(([^;]*)\);", text):
            words = re.findall(r'"([a-z_-]+)"', arguments)
            if call != "journal_add":  # the last word is the action
                words = words[-1:]
            for word in words:
                check("messages", f"act.{word}" in labels or f"object_kind.{word}" in labels,
                      f"[label] neither act.{word} nor object_kind.{word} ({path.name})")
            found += len(words)
    check("messages", found > 40, f"only {found} words of the journal found in src/core")


def shown(path):
    """What people read of a file, its lines where they were; in a template X for a value."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        lines = lambda match: "\n" * match[0].count("\n")
        text = re.sub(r"{{!.*?}}|<!--.*?-->|<(script|style)\b.*?</\1>", lines, text, flags=re.S)
        text = re.sub(r"{{{?.*?}}}?", "X", re.sub(r"{{\s*[#/^>].*?}}", "", text))
        text = re.sub(r"<[^>]*>", lines, text)
    return re.sub(r"`[^`\n]*`", "X", text) if path.suffix == ".md" else text


def check_typography(paths):
    for path in paths:
        text = shown(path)
        for number, line in enumerate(text.split("\n"), 1):
            if path.suffix == ".ini" and line.lstrip().startswith("#"):
                continue
            where = f"{path.relative_to(ROOT)}:{number}"
            value = line.partition("=")[2] if path.suffix == ".ini" else line
            check("typography", not re.search(r"[A-Za-zÀ-ÿ]'[A-Za-zÀ-ÿ]", line),
                  f"{where}: a straight apostrophe")
            check("typography", "« " not in line and " »" not in line and
                  not re.search(r"[\wÀ-ÿ»’)}*] [:;!?](\s|$)", value),
                  f"{where}: a space that may break")
            check("typography", path.suffix == ".json" or
                  not re.search(r"[a-zà-ÿ»’)][:;!?](\s|$)", value), f"{where}: a space is missing")
            check("typography", "..." not in value, f"{where}: three dots for …")


# ---- demo --------------------------------------------------------------------------------------


def check_people(people, structures, space):
    check("demo", len(people) == 46, f"{len(people)} people")
    check("demo", len({person["key"] for person in people}) == len(people), "a person's key twice")
    check("demo", len({person["email"] for person in people}) == len(people), "an address twice")
    check("demo", len({person["name"] for person in people}) == len(people), "a name twice")
    outside = [person for person in people if person["structure"] is None]
    check("demo", [person["key"] for person in outside] == ["coordination"] and
          outside[0]["profession"] == "coordinateur" and not outside[0]["represents"],
          "one coordinator, of no structure")
    for person in people:
        where = f"people {person['key']}"
        check("demo", person["email"].endswith("@exemple.invalid"), f"{where}: {person['email']}")
        check("demo", person["profession"] in space["professions"], f"{where}: profession")
        check("demo", person["structure"] is None or person["structure"] in structures,
              f"{where}: structure")
        check("demo", set(person["account_roles"]) <= {"coordinator", "signatory", *ROLES},
              f"{where}: account_roles")
    signing = Counter(person["structure"] for person in people if person["represents"])
    check("demo", all(signing[key] == 1 for key in structures), "one signing person a structure")
    listed = {role for person in people for role in person["account_roles"]}
    check("demo", listed == {"coordinator", "signatory", *ROLES}, f"accounts: {listed}")


def check_roles(where, meeting, people):
    roles = meeting["roles"]
    if meeting["kind"] != "concertation":
        check("demo", not roles and "situation" not in meeting, f"{where}: has a dossier")
        return
    if not roles:
        check("demo", meeting["target_state"] == "planned", f"{where}: no roles")
        return
    check("demo", set(roles) == set(ROLES), f"{where}: roles {set(roles)}")
    held = {role: roles[role]["person"] for role in ROLES}
    check("demo", len(set(held.values())) == 3, f"{where}: one person in two roles")
    check("demo", "coordination" not in held.values(), f"{where}: coordination in a role")
    check("demo", people[held["animator"]]["structure"] != people[held["narrator"]]["structure"],
          f"{where}: animator and narrator of one structure")
    coming = {p["person"] for p in meeting["positions"] if p["answer"] == "coming"}
    check("demo", set(held.values()) <= coming, f"{where}: a role without its answer")
    recorded = {row["person"] for row in meeting["attendance"]["people"]}
    check("demo", not recorded or coming <= recorded, f"{where}: coming and not recorded")
    accepted = all(role["answer"] == "accepted" for role in roles.values())
    check("demo", accepted == (meeting["target_state"] != "planned"), f"{where}: roles accepted")


def check_documents(where, meeting, forms, space):
    situation, synthesis, comments = (meeting.get(key)
                                      for key in ("situation", "synthesis", "comments"))
    state, present = meeting["target_state"], {
        p["person"] for p in meeting["attendance"]["people"] if p["status"] == "present"}
    past = meeting["kind"] == "concertation" and state != "planned"
    check("demo", bool(situation) == past, f"{where}: situation")
    check("demo", bool(synthesis) == (state in ("drafted", "published")), f"{where}: synthesis")
    if situation:
        values = load_json(DEMO / situation)
        check_values(situation, forms["situation"]["fields"], values, space)
        check("documents", values["closed_on"] < meeting["starts"][:7], f"{situation}: not past")
        check_anonymous(situation, values)
    if synthesis:
        values = load_json(DEMO / synthesis)
        check_values(synthesis, forms["synthesis"]["fields"], values, space)
        check("documents", set(values) == {f["name"] for f in forms["synthesis"]["fields"]
                                            if not f.get("aside")},
              f"{synthesis}: the demo shows every field")
        check_anonymous(synthesis, values)
        words = load_json(DEMO / comments)
        check("documents", 3 <= len(words) <= 5, f"{comments}: {len(words)} comments")
        for comment in words:
            check("documents", comment["person"] in present, f"{comments}: {comment['person']}")
            check_anonymous(comments, comment["text"])


def check_anonymous(where, values):
    """No year, date, phone number, and no title followed by a name."""
    values = dict(values) if isinstance(values, dict) else values
    if isinstance(values, dict):
        values.pop("closed_on", None)
    text = json.dumps(values, ensure_ascii=False)
    for pattern in (r"\b(19|20)\d\d\b", r"\b0\d([ .]?\d\d){4}\b", r"\d+/\d+",
                    r"\b(Madame|Monsieur|M\.|Mme) [A-ZÀ-Ý](?!\w*-)",
                    r"\b\d+(er)? (janvier|février|mars|avril|mai|juin|juillet|août|septembre|"
                    r"octobre|novembre|décembre)\b"):
        found = re.search(pattern, text)
        check("documents", not found, f"{where}: {found and found.group()}")


def check_meetings(meetings, people, structures, forms, space):
    first, second = meetings["cycles"]
    check("demo", [m["target_state"] for m in first["meetings"] if m["kind"] == "concertation"] ==
          ["published", "published", "published", "drafted", "prepared"], "states of 2022")
    check("demo", Counter(m["kind"] for m in first["meetings"]) ==
          {"concertation": 5, "half-way": 1, "bilan": 2}, "kinds of 2022")
    check("demo", Counter(m["kind"] for m in second["meetings"]) ==
          {"concertation": 5, "half-way": 1, "bilan": 1}, "kinds of 2023")
    check("demo", {m["target_state"] for m in second["meetings"]} == {"planned"}, "2023 is planned")
    days = [m["key"] for m in first["meetings"]]
    check("demo", days == ["2022-03-07", "2022-04-22", "2022-05-16", "2022-06-13", "2022-06-27",
                           "2022-09-23", "2022-11-14", "2022-12-12"], f"days of 2022: {days}")
    present, served = [], Counter()
    for cycle in (first, second):
        for meeting in cycle["meetings"]:
            where = f"meeting {meeting['key']}"
            starts = datetime.fromisoformat(meeting["starts"])
            check("demo", starts.year == cycle["year"] and starts.weekday() < 5 and
                  meeting["starts"].startswith(meeting["key"]), f"{where}: {meeting['starts']}")
            check("demo", meeting["duration"] == int(space["durations"][meeting["kind"]]),
                  f"{where}: duration")
            check("demo", meeting["host"] is None or meeting["host"] in structures,
                  f"{where}: host")
            for rows in (meeting["positions"], meeting["attendance"]["people"]):
                keys = [row["person"] for row in rows]
                check("demo", set(keys) <= set(people), f"{where}: {set(keys) - set(people)}")
                check("demo", len(keys) == len(set(keys)), f"{where}: a person twice")
            for row in meeting["positions"]:
                check("demo", row["answer"] == "coming" or not row["offers"],
                      f"{where}: {row['person']} offers and is excused")
            check("demo", meeting["attendance"]["closed"] ==
                  (meeting["target_state"] in ("held", "drafted", "published")), f"{where}: closed")
            check_roles(where, meeting, people)
            served.update(role["person"] for role in meeting["roles"].values())
            check_documents(where, meeting, forms, space)
            here = [row["person"] for row in meeting["attendance"]["people"]
                    if row["status"] == "present"]
            if cycle is first:
                check("demo", {role["person"] for role in meeting["roles"].values()} <= set(here),
                      f"{where}: a role and not present")
                present += here
    check("demo", max(served.values()) == 1, "someone has two roles")
    check("demo", sum(len(m["attendance"]["guests"]) for m in first["meetings"]) == 2, "guests")
    check("demo", len(present) == 94, f"{len(present)} participations")
    check("demo", set(present) == set(people), f"never present: {set(people) - set(present)}")
    check("demo", {people[key]["structure"] for key in present} - {None} == set(structures),
          "structures of the participants")
    professions = {people[key]["profession"] for key in present}
    check("demo", len(professions) == 20, f"{len(professions)} professions")


def report():
    for problem in problems:
        print(problem)
    empty = [group for group in ("ini", "forms", "pack", "messages", "typography", "demo",
                                 "documents") if checked[group] == 0]
    if empty:
        print(f"nothing checked: {', '.join(empty)}")
    print(f"content: {sum(checked.values())} checks, {len(problems)} problems")
    return 1 if problems or empty else 0


def main():
    space = {**load_ini(PACK / "space.ini"), **load_ini(PACK / "seances.ini")}
    messages = load_ini(ROOT / "web" / "messages.fr.ini")
    passphrase = load_ini(POLICIES / "passphrase.ini")
    for key in ("passes", "memory_kib", "lanes"):
        check("ini", int(passphrase["cost"][key]) >= int(passphrase["floor"][key]) > 0,
              f"passphrase.ini: {key} under its floor")
    platform = load_forms(POLICIES / "forms", space)
    check("forms", set(platform) == PLATFORM_FORMS, f"forms {set(platform) ^ PLATFORM_FORMS}")
    check_help()
    forms = load_forms(PACK / "forms", space)
    check("forms", set(forms) == {"situation", "structure", "synthesis"}, f"forms {set(forms)}")
    check_pack(space)
    check_messages(messages, platform, space, load_ini(PACK / "messages.fr.ini"))
    check_journal(messages)
    structures = {entry["key"]: entry for entry in load_json(DEMO / "structures.json")}
    check("demo", len(structures) == 16, f"{len(structures)} structures")
    for key, structure in structures.items():
        check("demo", structure["kind"] in space["structure_kinds"], f"structure {key}: kind")
        check_values(f"structure {key}", forms["structure"]["fields"], structure["sheet"], space)
    people = load_json(DEMO / "people.json")
    check_people(people, structures, space)
    check_meetings(load_json(DEMO / "meetings.json"), {person["key"]: person for person in people},
                   structures, forms, space)
    used = {path.relative_to(DEMO).as_posix() for kind in ("situations", "syntheses", "comments")
            for path in DEMO.glob(f"{kind}/*.json")}
    named = {meeting[key] for cycle in load_json(DEMO / "meetings.json")["cycles"]
             for meeting in cycle["meetings"] for key in ("situation", "synthesis", "comments")
             if key in meeting}
    check("demo", used == named, f"files and meetings differ: {used ^ named}")
    check_typography([path for path in [*PACK.parent.rglob("*"), *(POLICIES / "forms").glob("*.json"),
                                        *DEMO.rglob("*.json"), ROOT / "web" / "messages.fr.ini",
                                        *(ROOT / "web").rglob("*.html"),
                                        *(ROOT / "web" / "help").glob("*.md")]
                      if path.suffix in (".ini", ".json", ".md", ".html")])
    return report()


if __name__ == "__main__":
    sys.exit(main())
