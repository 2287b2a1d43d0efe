#!/usr/bin/env python3
"""Check proofs of the journal without the platform: Python's standard library is all it needs.

A proof is the JSON that « cocon audit prove » prints or that the page /journal gives.  It tells a
head of the journal: how many entries there are, the root of the Merkle tree (RFC 9162) over them,
and the server's signature over both.

  verify-journal.py FILE...                  the proofs hold for the heads that they tell
  verify-journal.py --log ID FILE...         and those are signed by this log, as you noted it
  verify-journal.py --head SIZE:ROOT FILE... and the journal continues the head that you noted:
                                             the short form at the foot of a page will do

Prints a line a file.  Exit codes: 0 everything holds, 65 something does not, 66 a file cannot be
read, 64 usage.
"""
import argparse
import hashlib
import json
import sys

EX_USAGE, EX_DATAERR, EX_NOINPUT = 64, 65, 66
SHORTEST_ROOT = 16  # digits: what pages show


class Broken(Exception):
    """A proof that does not hold."""


# ---- Ed25519 (RFC 8032), verification only: nothing here is secret, so time may tell -------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)


def add(a, b):
    """Points as (X, Y, Z, T): x = X/Z, y = Y/Z, xy = T/Z."""
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g = 2 * a[3] * b[3] * D % P
    h = 2 * a[2] * b[2] % P
    x, y, z, t = f - e, h - g, h + g, f + e
    return x * y % P, z * t % P, y * z % P, x * t % P


def times(number, point):
    total = (0, 1, 1, 0)
    while number > 0:
        if number & 1:
            total = add(total, point)
        point = add(point, point)
        number >>= 1
    return total


def same(a, b):
    return (a[0] * b[2] - b[0] * a[2]) % P == 0 and (a[1] * b[2] - b[1] * a[2]) % P == 0


def point(encoded):
    """The point of 32 bytes: y, and in the highest bit the parity of x."""
    y = int.from_bytes(encoded, "little")
    odd, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        raise Broken("not a point of the curve")
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P != 0:
        x = x * ROOT_OF_MINUS_1 % P
    if (x * x - square) % P != 0 or (x == 0 and odd):
        raise Broken("not a point of the curve")
    if x % 2 != odd:
        x = P - x
    return x, y, 1, x * y % P


BASE = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def signed(key, message, signature):
    if len(key) != 32 or len(signature) != 64:
        return False
    number = int.from_bytes(signature[32:], "little")
    if number >= ORDER:
        return False
    challenge = hashlib.sha512(signature[:32] + key + message).digest()
    try:
        commitment, public = point(signature[:32]), point(key)
    except Broken:
        return False
    challenge = int.from_bytes(challenge, "little") % ORDER
    return same(times(number, BASE), add(commitment, times(challenge, public)))


# ---- canonical records ---------------------------------------------------------------------------


def record(kind, *fields):
    """A format byte, then the kind and each field: four bytes of length and the bytes."""
    encoded = bytearray([1])
    for field in (kind, *fields):
        if isinstance(field, str):
            field = field.encode()
        elif isinstance(field, int):
            field = field.to_bytes(8, "big", signed=True)
        encoded += len(field).to_bytes(4, "big") + field
    return bytes(encoded)


def identifier(text):
    return bytes(16) if text is None else unhex(text, 16)


def leaf_of(entry):
    return leaf_hash(record(
        "cocon/journal", entry["seq"], entry["at"], identifier(entry["space"]),
        identifier(entry["actor"]), entry["action"], entry["object_kind"],
        identifier(entry["object"]), unhex(entry["detail"])))


# ---- the Merkle tree (RFC 9162, 2.1) -------------------------------------------------------------


def leaf_hash(entry):
    return hashlib.sha256(b"\0" + entry).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def root_of_inclusion(leaf, index, size, path):
    """The root that the path leads to from the leaf (2.1.3.2)."""
    if not 0 <= index < size:
        raise Broken("the entry is not under the head")
    at, last, found = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            raise Broken("the path is too long")
        if at & 1 or at == last:
            found = node_hash(sibling, found)
            while not at & 1 and at != 0:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        at, last = at >> 1, last >> 1
    if last != 0:
        raise Broken("the path is too short")
    return found


def roots_of_consistency(old, old_root, size, path):
    """The roots of both trees that the path leads to (2.1.4.2)."""
    path = list(path)
    if not 0 < old < size:
        raise Broken("no path is needed there")
    if old & (old - 1) == 0:
        path.insert(0, old_root)  # the old tree is whole in the new one
    if not path:
        raise Broken("the path is too short")
    at, last = old - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    before = after = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise Broken("the path is too long")
        if at & 1 or at == last:
            before, after = node_hash(sibling, before), node_hash(sibling, after)
            while not at & 1 and at != 0:
                at, last = at >> 1, last >> 1
        else:
            after = node_hash(after, sibling)
        at, last = at >> 1, last >> 1
    if last != 0:
        raise Broken("the path is too short")
    return before, after


# ---- proofs --------------------------------------------------------------------------------------


def unhex(text, length=None):
    decoded = bytes.fromhex(text) if isinstance(text, str) else None
    if decoded is None or (length is not None and len(decoded) != length):
        raise Broken("not a value of the right length")
    return decoded


def check_head(proof, log):
    head, key = proof["head"], unhex(proof["log"]["key"], 32)
    name = hashlib.sha256(key).digest()
    if name != unhex(proof["log"]["id"], 32) or (log is not None and name != log):
        raise Broken("the head is of another log")
    fields = [head["size"], unhex(head["root"], 32), head["at"], name]
    if "previous" in head:  # heads tell of the one before
        fields.append(unhex(head["previous"], 32))
    message = record("cocon/tree-head", *fields)
    if not signed(key, message, unhex(head["signature"], 64)):
        raise Broken("the signature of the head does not hold")


def check_inclusion(proof, path):
    head, entry = proof["head"], proof["entry"]
    found = root_of_inclusion(leaf_of(entry), entry["seq"], head["size"], path)
    if found != unhex(head["root"], 32):
        raise Broken("the entry is not in the journal of this head")
    return f"entry {entry['seq']} is in the journal of {head['size']} entries"


def check_consistency(proof, path):
    head, old = proof["head"], proof["from"]
    old_root, root = unhex(old["root"], 32), unhex(head["root"], 32)
    if old["size"] == 0 and old_root == hashlib.sha256().digest() and not path:
        roots = old_root, root
    elif old["size"] == head["size"] and not path:
        roots = root, root
    else:
        roots = roots_of_consistency(old["size"], old_root, head["size"], path)
    if roots != (old_root, root):
        raise Broken("the journal of this head does not continue the earlier one")
    return f"the journal of {head['size']} entries continues that of {old['size']}"


def check(proof, log):
    """What a proof shows, in words; Broken if it does not."""
    try:
        check_head(proof, log)
        path = [unhex(step, 32) for step in proof["proof"]]
        if proof["type"] == "inclusion":
            return check_inclusion(proof, path)
        if proof["type"] == "consistency":
            return check_consistency(proof, path)
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError) as error:
        raise Broken(f"not a whole proof ({error})") from error
    raise Broken("neither a proof of inclusion nor of consistency")


def meets(proof, size, root):
    """Whether a proof that holds tells of a noted head: True, False, or None if of another size."""
    told = [(proof["head"]["size"], proof["head"]["root"])]
    if proof["type"] == "consistency":
        told.append((proof["from"]["size"], proof["from"]["root"]))
    answers = [of.lower().startswith(root) for length, of in told if length == size]
    return all(answers) if answers else None


def noted_head(text):
    size, _, root = text.partition(":")
    root = root.lower()
    if not size.isdecimal() or len(root) < SHORTEST_ROOT or set(root) - set("0123456789abcdef"):
        raise argparse.ArgumentTypeError(f"SIZE:ROOT, {SHORTEST_ROOT} digits of the root at least")
    return int(size), root


def log_id(text):
    try:
        return unhex(text, 32)
    except (Broken, ValueError) as error:
        raise argparse.ArgumentTypeError("64 hexadecimal digits") from error


class Parser(argparse.ArgumentParser):
    def error(self, message):
        self.print_usage(sys.stderr)
        self.exit(EX_USAGE, f"{self.prog}: {message}\n")


def main():
    parser = Parser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--log", type=log_id, metavar="ID")
    parser.add_argument("--head", type=noted_head, metavar="SIZE:ROOT")
    parser.add_argument("files", nargs="+", metavar="FILE")
    options = parser.parse_args()
    code, met = 0, None
    for name in options.files:
        try:
            with open(name, encoding="utf-8") as file:
                proof = json.load(file)
            print(f"{name}: {check(proof, options.log)}")
            if options.head and meets(proof, *options.head) is not None:
                met = met is not False and meets(proof, *options.head)
        except OSError as error:
            print(f"{name}: {error.strerror}")
            return EX_NOINPUT
        except (Broken, ValueError) as error:
            print(f"{name}: BROKEN: {error}")
            code = EX_DATAERR
    if options.head and met is None:
        print("BROKEN: no proof tells of the head that you noted")
    elif options.head:
        print("the head that you noted is in it" if met else
              "BROKEN: the journal is not the one that you noted")
    return EX_DATAERR if options.head and not met else code


if __name__ == "__main__":
    sys.exit(main())
