"""Finds the guards of C source as clang-format leaves it, and wraps each into a mutant.

A guard is what can refuse: each operand of a condition, and each step of a ladder.

  refuse   if (a || b) return STATUS_X;         each operand taken for false: the refusal is not met
  require  if (a && b) act();                   each operand taken for true: the act is not held back
  choose   a ? STATUS_OK : STATUS_X             the operand that leads to STATUS_OK
  predicate return a && b; bool x = a || b;     each operand taken away: true of &&, false of ||
  step     status = check(); return check();    its refusal taken for STATUS_OK
  loop     for (…; status == STATUS_OK && …;)   the loop goes on after a refusal

`status == STATUS_OK` itself is no guard elsewhere: that of the step before it stands for it.
"""
import re

TOKEN = re.compile(r"""
    (?P<skip>/\*.*?\*/|//[^\n]*|^[ \t]*\#(?:[^\n\\]|\\.)*|\s+)
  | (?P<string>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')
  | (?P<word>[A-Za-z_]\w*)
  | (?P<number>\d[\w.]*)
  | (?P<mark>->|\+\+|--|<<=|>>=|<<|>>|&&|\|\||[<>=!+\-*/%&|^]=|.)
""", re.X | re.S | re.M)

OPEN, CLOSE = {"(", "[", "{"}, {")", "]", "}"}
LADDER = re.compile(r"\*?\w+ (==|!=) STATUS_OK")
ASSIGN = {"=", "|=", "&="}


class Guard:
    def __init__(self, path, function, kind, neutral, text, line):
        self.path, self.function, self.kind = path, function, kind
        self.neutral, self.text, self.line = neutral, text, line
        self.nth = 1  # of those that read alike in one function

    @property
    def key(self):
        again = f" #{self.nth}" if self.nth > 1 else ""
        return f"{self.path} {self.function}() {self.kind}: {self.text}{again}"


class Source:
    """One file: its tokens as (text, start, end), its guards, and where they are wrapped."""

    def __init__(self, path, text):
        self.path, self.text = path, text
        self.tokens = [(m.group(), m.start(), m.end()) for m in TOKEN.finditer(text)
                       if m.lastgroup != "skip"]
        self.words = [token[0] for token in self.tokens]
        self.pairs = self._pairs()
        self.found = []  # (guard, first token, last token)
        self._functions()

    def _pairs(self):
        pairs, stack = {}, []
        for at, word in enumerate(self.words):
            if word in OPEN:
                stack.append(at)
            elif word in CLOSE:
                pairs[stack.pop()] = at
        return pairs

    def _functions(self):
        at = 0
        while at < len(self.words):
            start = self.tokens[at][1]
            if self.words[at] == "{" and self.text[start - 1] == "\n" and self.words[at - 1] == ")":
                self._function(at)
            at = self.pairs[at] + 1 if self.words[at] == "{" else at + 1

    def _function(self, brace):
        paren = max(at for at, end in self.pairs.items() if end == brace - 1)
        self.function = self.words[paren - 1]
        head = paren - 2
        while head >= 0 and self.words[head] not in (";", "}"):
            head -= 1
        self.answers = "status" in self.words[head + 1:paren - 1] and "*" not in self.words[head + 1:paren - 1]
        end = self.pairs[brace]
        self.statuses = {"status"} | {self.words[at + 2] for at in range(brace, end - 2)
                                      if self.words[at:at + 2] == ["enum", "status"]}
        for at in range(brace + 1, end):
            word, before = self.words[at], self.words[at - 1]
            if word == "if":
                self._if(at)
            elif word in ("for", "while") and self.words[at + 1] == "(":
                self._loop(at + 1)
            elif word == "return" and self.words[at + 1] != ";":
                self._value(at + 1, self._semicolon(at) - 1, self.answers)
            elif word in ASSIGN and before != ")":
                self._value(at + 1, self._semicolon(at) - 1, before in self.statuses)

    def _semicolon(self, at):
        while self.words[at] != ";":
            at = self.pairs[at] + 1 if at in self.pairs else at + 1
            if self.words[at] in (")", ",", "}"): # of an initializer
                return at
        return at

    def _top(self, first, last, *marks):
        """Where such marks stand, not inside of brackets."""
        out, at = [], first
        while at <= last:
            if self.words[at] in marks:
                out.append(at)
            at = self.pairs[at] + 1 if at in self.pairs else at + 1
        return out

    def _split(self, first, last, mark):
        cuts = self._top(first, last, mark)
        return list(zip([first] + [cut + 1 for cut in cuts], [cut - 1 for cut in cuts] + [last]))

    def _said(self, first, last):
        return re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", self.text[self.tokens[first][1]:self.tokens[last][2]], flags=re.S))

    def _wrap(self, kind, neutral, first, last):
        said = self._said(first, last)
        if kind not in ("step", "loop") and LADDER.fullmatch(said):
            return
        line = self.text.count("\n", 0, self.tokens[first][1]) + 1
        guard = Guard(self.path, self.function, kind, neutral, said, line)
        guard.nth += sum(other.key.split(" #")[0] == guard.key for other, _, _ in self.found)
        self.found.append((guard, first, last))

    def _loosen(self, kind, neutral, first, last):
        """Each operand that alone makes the whole ${neutral}, or is taken away from it."""
        if self.words[first] == "!" and self.pairs.get(first + 1) == last:
            if self._top(first + 2, last - 1, "&&", "||"):
                return self._loosen(kind, not neutral, first + 2, last - 1)
        if self.pairs.get(first) == last and self.words[first] == "(":
            return self._loosen(kind, neutral, first + 1, last - 1)
        split = self._split(first, last, "||")
        joins = len(split) == 1
        if joins:
            split = self._split(first, last, "&&")
        if len(split) == 1:
            self._wrap(kind, neutral, first, last)
        elif joins == neutral:  # a && b towards true, a || b towards false: one after the other
            for part in split:
                self._loosen(kind, neutral, *part)
        else:
            self._wrap(kind, neutral, first, last)
            for part in split:
                inner = part[0] + 1 if self.words[part[0]] == "!" else part[0]
                if self.pairs.get(inner) == part[1] and self._top(inner + 1, part[1] - 1, "&&", "||"):
                    self._loosen(kind, neutral, *part)

    def _if(self, at):
        first, last = at + 2, self.pairs[at + 1] - 1
        branch = last + 2
        end = self.pairs[branch] if self.words[branch] == "{" else self._semicolon(branch)
        if self._refuses(branch, end):
            self._loosen("refuse", False, first, last)
        else:
            self._loosen("require", True, first, last)

    def _refuses(self, first, end):
        for at in range(first, end):
            word, next_word = self.words[at], self.words[at + 1]
            if word == "return":
                return next_word not in ("true", "STATUS_OK")
            if word in ("continue", "break", "goto"):
                return True
            if word == "=" and (next_word == "false" or next_word.startswith("STATUS_")):
                return next_word != "STATUS_OK"
        return False

    def _loop(self, paren):
        first, last = paren + 1, self.pairs[paren] - 1
        cuts = self._top(first, last, ";")
        if cuts:
            first, last = cuts[0] + 1, cuts[1] - 1
        for part in self._split(first, last, "&&"):
            if part[1] > part[0] and LADDER.fullmatch(self._said(*part)):
                self._wrap("loop", True, *part)

    def _value(self, first, last, status):
        mark = self._top(first, last, "?")
        if mark:
            colon = mark[0]
            depth = 0
            while depth or self.words[colon] != ":":
                colon += 1
                depth += {"?": 1}.get(self.words[colon], 0)
                if depth and self.words[colon] == ":":
                    depth -= 1
                    colon += 1
                colon = self.pairs.get(colon, colon)
            towards = self._towards((mark[0] + 1, colon - 1), (colon + 1, last))
            if towards is not None:
                self._loosen("choose", towards, first, mark[0] - 1)
            self._value(mark[0] + 1, colon - 1, status)
            self._value(colon + 1, last, status)
        elif status:
            if re.fullmatch(r"[a-z]\w*", self.words[first]) and self.pairs.get(first + 1) == last:
                self._wrap("step", True, first, last)
        elif self._top(first, last, "||"):
            self._loosen("predicate", False, first, last)
        elif self._top(first, last, "&&"):
            self._loosen("predicate", True, first, last)

    def _towards(self, one, other):
        """Which value of the condition lets pass; None where neither arm says so."""
        passes, stops = ("STATUS_OK", "true"), ("false", "NULL")
        for arm, value in ((one, True), (other, False)):
            said = self._said(*arm)
            if said in passes:
                return value
            if said in stops or said.startswith("STATUS_"):
                return not value
        return None

    def mutated(self, number):
        """The text with every guard wrapped; the first is number ${number}."""
        edits = []
        for order, (guard, first, last) in enumerate(self.found):
            start, end = self.tokens[first][1], self.tokens[last][2]
            what = "MUTANT_STEP" if guard.kind == "step" else "MUTANT"
            neutral = "" if guard.kind == "step" else f"{int(guard.neutral)}, "
            edits.append((start, 1, -end, order, f"{what}({number + order}, {neutral}"))
            edits.append((end, 0, -start, -order, ")"))
        out, done = [], 0
        for at, *_, insert in sorted(edits):
            out += [self.text[done:at], insert]
            done = at
        return "".join(out) + self.text[done:]

    def guards(self):
        return [guard for guard, _, _ in self.found]
