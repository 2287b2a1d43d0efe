#!/usr/bin/env python3
"""Takes each guard of the folders that decide away, once, and says which no test misses.

By hand, for it takes about an hour: python3 tests/mutants/mutants.py
It needs what building needs.  Everything is built once, in build/mutants: every guard asks there
whether it is the one that is away (guards.py, mutant.h).  A run of each test without any tells which
guards mattered to it, so only those tests are run for a guard; one that mattered to none is alive
without a run.  What is found stays in build/mutants/found.json: a second call goes on from there.

survivors.txt has those that may live, each with its reason.
"""
import argparse
import collections
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from guards import Source

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FOLDERS = ("crypto", "policy", "core/trust", "core/keys", "core/doors")
LAYERS = ("crypto", "policy", "core")
STATES = 8192
ASKED, MATTERED = 1, 2


def sources(root=ROOT):
    return [Source(path.relative_to(root / "src").as_posix(), path.read_text(encoding="utf-8"))
            for folder in FOLDERS for path in sorted((root / "src" / folder).glob("*.c"))]


def reasons(path=HERE / "survivors.txt"):
    """[(pattern, key as written, why)]: keys, one a line, then an indented reason for all of them;
    … stands for anything."""
    out, keys = [], []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith(" "):
            out += [(re.compile(".*".join(map(re.escape, key.split("…"))) + r"( #\d+)?"), key,
                     line.strip()) for key in keys]
            keys = []
        elif line.strip() and not line.startswith("#"):
            keys.append(line)
    if keys:
        sys.exit(f"{path}: no reason for {keys}")
    return out


def reason_of(key, known):
    return next((why for pattern, _, why in known if pattern.fullmatch(key)), None)


def write(path, text):
    if not path.is_file() or path.read_bytes() != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text)


def copy_tree(tree):
    names = subprocess.run(["git", "-C", ROOT, "ls-files", "-co", "--exclude-standard"],
                           capture_output=True, text=True, check=True).stdout.splitlines()
    changed = {f"src/{source.path}" for source in sources()}
    for name in names:
        if name not in changed and (ROOT / name).is_file():
            write(tree / name, (ROOT / name).read_bytes())
    if not (tree / "node_modules").is_dir():
        shutil.copytree(ROOT / "node_modules", tree / "node_modules", symlinks=True)
    number, guards = 0, []
    for source in sources():
        write(tree / "src" / source.path, source.mutated(number).encode())
        guards += source.guards()
        number = len(guards)
    assert number < STATES
    write(tree / "src/base/mutant.c", (HERE / "mutant.c").read_bytes())
    return guards


def build(tree, binary, jobs):
    flags = f"-w -include {tree}/tests/mutants/mutant.h"
    subprocess.run(["cmake", "-G", "Ninja", "-S", tree, "-B", binary, "-DCOCON_TESTS=ON",
                    "-DCMAKE_BUILD_TYPE=RelWithDebInfo", f"-DCMAKE_C_FLAGS={flags}"],
                   check=True, stdout=subprocess.DEVNULL)
    programs = [f"unit-{path.parent.name}-{path.stem}" for layer in LAYERS
                for path in sorted((tree / "tests/unit" / layer).glob("test_*.c"))]
    subprocess.run(["cmake", "--build", binary, "--target", *programs, "tamper-insider", "lexicon",
                    "french_words", "--", f"-j{jobs}", "--quiet"], check=True)
    return programs


class Tests:
    """Runs of one test each; a unit is (program, test), or (tamper-insider, line)."""

    def __init__(self, binary):
        self.binary = binary

    def run(self, program, test=None, mutant=None, state=None, limit=900):
        """(whether it passed, what it printed, seconds)"""
        environment = dict(os.environ)
        command = [str(self.binary / "tests" / program)]
        if program == "tamper-insider":
            command += [] if test is None else [test]
        elif test is not None:
            environment["MUTANT_TEST"] = test
        if mutant is not None:
            environment["MUTANT"] = str(mutant)
        if state is not None:
            environment["MUTANT_STATE"] = str(state)
        began = time.monotonic()
        with tempfile.TemporaryDirectory(dir=self.binary, ignore_cleanup_errors=True) as folder:
            environment["TMPDIR"] = folder
            process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE,
                                       stderr=subprocess.STDOUT, start_new_session=True)
            try:
                said, _ = process.communicate(timeout=limit)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                said, _ = process.communicate()
        said = said.decode("utf-8", "replace")
        return process.returncode == 0, said, time.monotonic() - began

    def look(self, program, test):
        """What asked for which guards: one unit of the units() below."""
        with tempfile.NamedTemporaryFile(dir=self.binary) as state:
            state.write(bytes(STATES))
            state.flush()
            passed, said, seconds = self.run(program, test, state=state.name)
            if not passed:
                sys.exit(f"{program} {test} fails without any change:\n{said}")
            asked = pathlib.Path(state.name).read_bytes()
        return {"program": program, "test": test, "seconds": round(seconds, 2),
                "asked": [n for n, at in enumerate(asked) if at & ASKED],
                "mattered": [n for n, at in enumerate(asked) if at & MATTERED]}

    def names(self, program):
        passed, said, _ = self.run(program)
        if not passed:
            sys.exit(f"{program} fails without any change:\n{said}")
        return list(dict.fromkeys(re.findall(r"^\[ RUN +\] (\w+)", said, re.M)))

    def look_at_lines(self):
        """The units of tamper-insider, one a line, by one run: each line is a child of its own."""
        command = self.binary / "tests/tamper-insider"
        with tempfile.TemporaryDirectory(dir=self.binary, ignore_cleanup_errors=True) as folder:
            state = pathlib.Path(folder, "state")
            state.write_bytes(bytes(STATES))
            environment = {**os.environ, "TMPDIR": folder, "MUTANT_STATE": str(state),
                           "MUTANT_LINES": "1"}
            with pathlib.Path(folder, "said").open("w+b") as said:
                subprocess.run([command], env=environment, stdout=said, check=True,
                               stderr=subprocess.DEVNULL)
                said.seek(0)
                text = said.read()
            units = []
            for file in pathlib.Path(folder).glob("state.*"):
                asked = file.read_bytes()
                line = text[:int(file.suffix[1:])].count(b"\n") # below the heading
                units.append({"program": "tamper-insider", "test": str(line), "seconds": 3,
                              "asked": [n for n, at in enumerate(asked) if at & ASKED],
                              "mattered": [n for n, at in enumerate(asked) if at & MATTERED]})
        return units


def units_of(tests, programs, cache, pool):
    """The units of each program, from the cache where the program is the same."""
    old = json.loads(cache.read_text()) if cache.is_file() else {}
    units = {}
    for program in programs:
        digest = hashlib.sha256((tests.binary / "tests" / program).read_bytes()).hexdigest()
        if old.get(program, {}).get("digest") != digest:
            if program == "tamper-insider":
                looked = tests.look_at_lines()
            else:
                looked = pool.map(lambda test, of=program: tests.look(of, test), tests.names(program))
            old[program] = {"digest": digest, "units": list(looked)}
            cache.write_text(json.dumps(old))
        units[program] = [{**unit, "digest": digest} for unit in old[program]["units"]]
    return [unit for program in programs for unit in units[program]]


def in_order(units, stem):
    """Those of the module's own program, then the quick ones, one of each program after the other."""
    seen = collections.Counter()
    ranked = []
    for unit in sorted(units, key=lambda u: u["seconds"]):
        ranked.append((not unit["program"].endswith(stem), seen[unit["program"]], unit["seconds"], unit))
        seen[unit["program"]] += 1
    return [unit for *_, unit in sorted(ranked, key=lambda entry: entry[:3])]


def try_one(number, guard, units, tests, seconds, before):
    """What was found of one guard, in units to which it matters and that were not tried before."""
    tried = list(before)
    for unit in in_order(units, f"test_{pathlib.Path(guard.path).stem}"):
        name = f"{unit['program']} {unit['test']}"
        this = f"{name} {unit['digest'][:8]}" # as it is today
        if seconds < 0 or this in tried:
            continue
        passed, _, took = tests.run(unit["program"], unit["test"], number, None,
                                    20 + 10 * unit["seconds"])
        if not passed:
            return {"what": "killed", "by": name}
        seconds -= took
        tried.append(this)
    return {"what": "alive", "tried": tried, "of": len(units)}


def table(guards, found, known):
    rows = collections.defaultdict(collections.Counter)
    for guard in guards:
        what = found[guard.key]["what"]
        if what != "killed" and reason_of(guard.key, known) is not None:
            what = "reason"
        for row in (guard.path.rpartition("/")[0], "all"):
            rows[row][what] += 1
            rows[row]["guards"] += 1
    columns = ("guards", "killed", "reason", "alive", "never mattered", "never asked", "untried")
    print(" | ".join(("folder", *columns)))
    for row in (*FOLDERS, "all"):
        print(" | ".join((row, *(str(rows[row][column]) for column in columns))))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build/mutants")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=60, help="of tests for one guard")
    parser.add_argument("--only", default="", help="guards whose key contains this")
    parser.add_argument("--kinds", default="refuse,choose,predicate,require,step,loop")
    parser.add_argument("--insider", action="store_true", help="what is left also by tamper-insider, line by line")
    parser.add_argument("--reasons", action="store_true", help="after the others those too that have a reason")
    parser.add_argument("--again", action="store_true", help="what was found before counts no more")
    parser.add_argument("--table", action="store_true", help="say what was found, try nothing")
    options = parser.parse_args()
    os.nice(max(0, 19 - os.nice(0)))
    folder = options.build.resolve()
    tree, binary = folder / "tree", folder / "binary"
    guards = copy_tree(tree)
    programs = build(tree, binary, options.jobs)
    tests = Tests(binary)
    path = folder / "found.json"
    found = json.loads(path.read_text()) if path.is_file() and not options.again else {}
    known = reasons()
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        if options.insider:
            programs = [*programs, "tamper-insider"]
        units = units_of(tests, programs, folder / "units.json", pool)

        def judge(number):
            guard = guards[number]
            mattering = [unit for unit in units if number in unit["mattered"]]
            if not mattering:
                asked = any(number in unit["asked"] for unit in units)
                return {"what": "never mattered" if asked else "never asked"}
            return try_one(number, guard, mattering, tests, options.seconds,
                           found[guard.key].get("tried", []))

        for unit in units:
            unit["asked"], unit["mattered"] = set(unit["asked"]), set(unit["mattered"])
        todo = []
        reasoned = [reason_of(guard.key, known) is not None for guard in guards]
        for number, guard in enumerate(guards):
            was = found.setdefault(guard.key, {"what": "untried"})["what"]
            if (was != "killed" and options.only in guard.key and not options.table and
                    guard.kind in options.kinds.split(",") and (options.reasons or not reasoned[number])):
                todo.append(number)
        order = options.kinds.split(",")
        todo.sort(key=lambda number: (reasoned[number], order.index(guards[number].kind)))
        runs = {pool.submit(judge, number): number for number in todo}
        for done, run in enumerate(concurrent.futures.as_completed(runs)):
            found[guards[runs[run]].key] = run.result()
            if done % 10 == 0:
                path.write_text(json.dumps(found, indent=1))
                print(f"{done + 1} of {len(todo)}", file=sys.stderr)
    path.write_text(json.dumps(found, indent=1))
    left = 0
    for guard in guards:
        state = found[guard.key]
        if state["what"] != "killed" and reason_of(guard.key, known) is None:
            left += 1
            print(f"src/{guard.path}:{guard.line}: {guard.key} [{state['what']}"
                  f"{', in %d of %d tests' % (len(state['tried']), state['of']) if 'of' in state else ''}]")
    table(guards, found, known)
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
