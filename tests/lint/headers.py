#!/usr/bin/env python3
"""Each header compiles alone, with gcc and clang."""
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from lint import Lint

FLAGS = ["-std=c17", "-pedantic", "-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-Werror",
         "-D_GNU_SOURCE", "-fsyntax-only", "-x", "c"]


def main():
    lint = Lint(__doc__)
    jobs = [(compiler, path) for path in lint.files("include/**/*.h", "src/**/*.h")
            for compiler in ("gcc", "clang")]

    def compile_alone(job):
        compiler, path = job
        source = f'#include "{path}"\ntypedef int something;\n'
        return subprocess.run([compiler, *FLAGS, "-I", lint.root / "include", "-I",
                  lint.root / "src" / path.relative_to(lint.root).parts[1], "-"],
                              input=source, capture_output=True, text=True)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for (compiler, path), result in zip(jobs, pool.map(compile_alone, jobs)):
            lint.check(result.returncode == 0, path, 0,
                       f"does not compile alone with {compiler}:\n{result.stderr}")
    lint.finish("compilations of headers")


if __name__ == "__main__":
    sys.exit(main())
