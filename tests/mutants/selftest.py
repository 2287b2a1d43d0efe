#!/usr/bin/env python3
"""The pass finds the guards of an example, and survivors.txt names guards that there are."""
import sys

from guards import Source
from mutants import FOLDERS, reasons, sources

EXAMPLE = """
static enum status step(int a)
{
    enum status status = look(a); /* if (no) guard */
    if (status == STATUS_OK && (a < 0 || a > 9))
        return STATUS_INVALID;
    if (!(is(a) && has(a)))
        status = STATUS_DENIED;
    for (int i = 0; i < a && status == STATUS_OK; i++)
        status = one(i);
    if (status == STATUS_OK && a != 3)
        act(a);
    return status == STATUS_OK ? last(a) : status;
}

bool may(int a)
{
    const bool some = a == 1 || f(a && 2);
    return some && !is(a) ? true : false;
}
"""

FOUND = [
    "step: look(a)",
    "refuse: status == STATUS_OK && (a < 0 || a > 9)",
    "refuse: a < 0",
    "refuse: a > 9",
    "refuse: is(a)",
    "refuse: has(a)",
    "loop: status == STATUS_OK",
    "step: one(i)",
    "require: a != 3",
    "step: last(a)",
    "predicate: a == 1",
    "predicate: f(a && 2)",
    "choose: some",
    "choose: !is(a)",
]


def main():
    example = Source("x.c", EXAMPLE)
    found = [guard.key.split("() ", 1)[1] for guard in example.guards()]
    faults = [f"found {line}" for line in found if line not in FOUND]
    faults += [f"not found {line}" for line in FOUND if line not in found]
    text = example.mutated(7)
    for said in ("MUTANT_STEP(7, look(a))", "if (!(MUTANT(11, 1, is(a)) && MUTANT(12, 1, has(a))))",
                 "if (MUTANT(8, 0, status == STATUS_OK && (MUTANT(9, 0, a < 0) || MUTANT(10, 0, a > 9))))"):
        if said not in text:
            faults.append(f"not written: {said}")
    keys = [guard.key for source in sources() for guard in source.guards()]
    faults += [f"no guards in {folder}" for folder in FOLDERS
               if not any(key.startswith(folder) for key in keys)]
    if len(keys) != len(set(keys)):
        faults.append("two guards of one name")
    faults += [f"survivors.txt: no such guard: {key}" for pattern, key, _ in reasons()
               if not any(pattern.fullmatch(one) for one in keys)]
    for fault in faults:
        print(fault)
    print(f"checked {len(keys)} guards: {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
