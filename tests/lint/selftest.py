#!/usr/bin/env python3
"""Each lint finds the fault in a bad example, is content with a good one, and refuses an empty tree."""
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
FORMAT = HERE.parents[1] / ".clang-format"

CODE_MAP = "# A\n### `src/base/`\n| `a.c` | what it is for |\n"

MESSAGES = ("[count]\npeople = {count} personnes\npeople.1 = {count} personne\n"
            "[done]\nsaved = Enregistré.\n")

LAYERS = {"include/core/core.h": "\n", "include/core/leaks.h": '#include "crypto/login_token.h"\n',
          "include/crypto/login_token.h": "\n", "src/core/trust/trust.h": "\n",
          "include/crypto/secret.h": "\n", "include/base/id.h": "\n", "include/store/db.h": "\n",
          "src/crypto/login_token.c": "int login_token_new(void); int login_token_new(void) { return 0; }\n",
          "src/core/trust/trust.c": "int trust_a(void); int trust_a(void) { return 0; }\n"}

# lint: (good file, its text), then bad ones
EXAMPLES = {
    "layers": [("src/site/a.c", '#include "core/core.h"\n'),
               ("src/site/a.c", '#include "store/db.h"\n'),
               ("src/core/a.c", "#include <sqlite3.h>\n"),
               ("src/store/rows/a.c", "#include <sqlite3.h>\n"),
               ("include/render/a.h", '#include "crypto/secret.h"\n'),
               ("src/http/a.c", '#include "../core/act.h"\n'),
               ("src/store/a.c", "#  include <jansson.h>\n"),
               ("src/extra/a.c", '#include "base/id.h"\n'),
               ("src/core/journal/a.c", '#include "trust/trust.h"\n'),
               ("src/core/attic/a.c", '#include "core/core.h"\n'),
               ("src/core/a.c", '#include "trust/trust.h"\n'),
               ("src/site/pages/a.c", '#include "core/leaks.h"\n'),
               ("src/site/call.c", "int login_token_new(void); int call(void) { return login_token_new(); }\n"),
               ("src/core/journal/call.c", "int trust_a(void); int call(void) { return trust_a(); }\n")],
    "names": [("src/base/foo.c", "int foo_a(void); int foo_a(void) { return 0; }\n"),
              ("src/base/foo.c", "int bar(void); int bar(void) { return 0; }\n"),
              ("src/base/foo.c", "extern int food; int food;\n"),
              ("include/base/foo.h", "/* foo_a(x) */\nstruct id *foa_b(int x);\n")],
    "headers": [("include/base/foo.h", "int foo_a(void);\n"),
                ("include/base/foo.h", "bool foo_a(void);\n"),
                ("src/base/foo.h", "struct foo {};\n")],
    "sql": [("src/store/a.c", 'const char *a = "SELECT 1"; int b = snprintf(c, 3, "%d", d);\n'),
            ("src/core/a.c", 'const char *a = "SEL" "ECT 1";\n'),
            ("src/core/a.c", 'int a = sqlite3_step(b); const char *c = "x";\n'),
            ("src/store/a.c", 'char *a = arena_printf(b, "SELECT " "%s FROM t", c);\n'),
            ("src/store/a.c", 'char *a = sqlite3_mprintf("x"); const char *c = snprintf(d);\n'),
            ("src/store/a.c", "int a = sqlite3_exec(db, arena_printf(b, f, c), 0, 0, 0);\n")],
    "slots": [("web/pages/a.html", "{{a}} {{{b.text_html}}} {{& c_html }} {{{d}}\n"),
              ("web/pages/a.html", "{{{a}}}\n"),
              ("web/partials/b/a.html", "{{& a }}\n"),
              ("web/pages/a.html", "{{&a_html.b}}\n"),
              ("web/pages/a.html", "{{a}}{{=<% %>=}}<%&a%>\n")],
    "on_enter": [("web/pages/a.html", '<form action="a">{{#b}}<button>A</button>{{#c}}'
                  '<button formaction="d">D</button>{{/c}}{{/b}}</form>\n'),
                 ("web/pages/a.html", '<form><button formaction="d">D</button><button>A</button></form>\n'),
                 ("web/pages/a.html", '<form>{{#b}}<button>A</button>{{/b}}'
                  '<input type="submit" formaction="d"></form>\n'),
                 ("web/pages/a.html", '<form><button type="button">A</button>'
                  '<button formaction="d">D</button></form>\n')],
    "forms": [("web/pages/a.html", '<form method="post" action="a">{{>partials/form}}</form>\n'),
              ("web/pages/a.html", '<form method="post" action="a"><input name="csrf"></form>\n'),
              ("web/partials/a.html", '<form method="post"></form>{{>partials/tokens}}\n')],
    "french": [("src/site/a.c", '/* déjà vu */ f("a template", "/qui-voit-quoi", "é", "\\xEF\\xBF\\xBD");\n'),
               ("src/site/a.c", 'f("Refusé");\n'),
               ("src/site/a.c", 'f("Refus\\xC3\\xA9");\n'),
               ("src/core/a.c", 'f("Veuillez signer la charte.");\n')],
    "routes": [("src/site/routes.c", '{HTTP_GET, "/a/{id}", ACCESS_MEMBER, 0, "pages/a"},\n'),
               ("src/site/routes.c", '{HTTP_GET, "/a/{id}", 0, 0, "pages/a"},\n'),
               ("src/site/routes.c", '{.method = HTTP_POST, .path = "/a", .access = ACCESS_DENY}, "a"\n'),
               ("src/site/routes.c", '{HTTP_GET, "/a", ACCESS_MEMBER, 0, "pages/b"}, "a"\n'),
               ("src/site/routes.c", '{HTTP_GET, "/a", ACCESS_MEMBER, 0, NULL},\n'),
               ("src/site/routes.c", '{HTTP_POST, "/a", ACCESS_MEMBER, .form = f}, "a"\n'),
               ("src/site/routes.c", '{HTTP_POST, "/a", ACCESS_MEMBER, .over = A, .alone = B}, "a"\n'),
               ("src/site/routes.c", "nothing\n")],
    "size": [("web/css/a.css", "a\n" * 500), ("web/css/a.css", "a\n" * 501)],
    "codemap": [("ARCHITECTURE.md", CODE_MAP),
                ("ARCHITECTURE.md", "### `src/base/`\n| `b.c` | what it is for |\n"),
                ("ARCHITECTURE.md", "### `src/base/`\n| `a.c` |  |\n"),
                ("src/base/b.c", "int b;\n"),
                ("src/base/b.h", "#define B\n"),
                ("src/base/b.h", "/* what it is for */\n#define B\n")],
    "format": [("src/base/a.c", "int a;\n"), ("src/base/a.c", "int  a;\n")],
    "words": [("web/messages.fr.ini", MESSAGES),
              ("web/messages.fr.ini", MESSAGES + "lost = Perdu.\n"),
              ("web/messages.fr.ini", "[count]\npeople = {count} personnes\n"),
              ("web/messages.fr.ini", "[count]\npeople.1 = {count} personne\n"),
              ("web/messages.fr.ini", "[count]\npeople = {count}\npeople.1 = {count}\n"),
              ("web/messages.fr.ini", "[task]\nread = Lisez.\n"),
              ("web/messages.fr.ini", "[label]\ntask.saved = Lire\n"),
              ("web/pages/a.html", "<p>2 personne(s)</p>\n"),
              ("web/pages/a.html", "<p>{{readers_count}} personnes</p>\n"),
              ("policies/forms/a.json", '{"label": "Venu(e)"}\n')],
    "tests_listed": [("tests/unit/base/test_a.c", "int main(void) { return 0; }\n"),
                     ("tests/unit/base/test_b.c", "\n"),
                     ("tests/flow/b.test.mjs", "\n"),
                     ("tests/lint/a.py", "\n")],
}
NOTHING_YET = {"routes", "slots", "on_enter", "forms"}  # these may come before there is a site


def build(root):
    """A library a layer, of what stands on nothing."""
    for path in root.glob("src/**/*.c"):
        if "#" in path.read_text(encoding="utf-8"):
            continue
        made = root / f"{path.name}.o"
        subprocess.run(["gcc", "-c", path, "-o", made], check=True)
        layer = path.relative_to(root / "src").parts[0]
        subprocess.run(["ar", "qc", root / f"lib{layer}.a", made], check=True)


def run(lint, files):
    """The exit status and the output of a lint on a tree of these files."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        shutil.copy(FORMAT, root)
        for name, text in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")
        if lint in ("names", "layers"):
            build(root)
        (root / "CTestTestfile.cmake").write_text(
            "add_test(a unit-base-test_a)\n" if files else "")
        (root / "unit-base-test_a").touch(mode=0o755)
        result = subprocess.run(
            [sys.executable, HERE / f"{lint}.py", "--root", root, "--build", root],
            capture_output=True, text=True)
        return result.returncode, result.stdout + result.stderr


def main():
    wrong = 0
    checked = 0
    always = {"names": {"include/base/foo.h": "int foo_z(void);\n", "src/base/foo.c": "int foo_y;\n"},
              "routes": {"web/pages/a.html": ""},
              "words": {"src/site/a.c": 'f("saved");\n', "web/messages.fr.ini": MESSAGES},
              "codemap": {"src/base/a.c": "/* What it is for. */\n\nint a;\n",
                          "ARCHITECTURE.md": CODE_MAP},
              "layers": LAYERS}
    for lint, ((name, text), *bad) in EXAMPLES.items():
        base = always.get(lint, {})
        trials = [(0, base | {name: text}), *((1, base | {name: text}) for name, text in bad)]
        if lint not in NOTHING_YET:
            trials.append((1, {}))
        for expected, files in trials:
            status, output = run(lint, files)
            checked += 1
            if status != expected or "Traceback" in output:
                wrong += 1
                print(f"{lint}: exit {status}, not {expected}, for {files}\n{output}")
    unproved = {path.stem for path in HERE.glob("*.py")} - {*EXAMPLES, "lint", "selftest", "content"}
    if unproved:
        wrong += 1
        print(f"no example for {unproved}")
    print(f"checked {checked} examples: {wrong} wrong")
    return 1 if wrong or checked == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
