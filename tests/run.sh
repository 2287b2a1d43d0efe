#!/bin/sh
# run.sh [LABEL]: install what is missing, build, and run the tests with this ctest label; without
# one, all of them, then units, flows and the fuzzers' corpora again under the address and
# undefined-behaviour sanitizers: gcc's, and for the corpora clang's, which sees more.
# Ends with "N passed, N failed".
set -eu
cd "$(dirname "$0")/.."

passed=0
failed=0
finished=no

close() {
    # what stopped before the end (a package, the build) counts as a failure
    [ "$finished" = yes ] || failed=$((failed + 1))
    echo "$passed passed, $failed failed"
    [ "$failed" = 0 ] || exit 1
}
trap close EXIT
trap 'exit 130' INT TERM

# build PRESET [TARGET]
build() {
    cmake --preset "$1" -DCOCON_TESTS=ON >/dev/null
    cmake --build "build/$1" --target "${2:-all}" -- -j "$(nproc)" --quiet
}

# count NAME FILE: a number of the results' testsuite
count() {
    sed -n "s/.*[[:space:]]$1=\"\([0-9][0-9]*\)\".*/\1/p" "$2" | head -n 1
}

# run PRESET [CTEST ARGUMENT...]
run() {
    preset=$1
    shift
    results=build/$preset/results.xml
    rm -f "$results"
    good=yes
    ctest --test-dir "build/$preset" --output-junit results.xml --output-on-failure \
        --no-tests=error --parallel "$((2 * $(nproc)))" "$@" || good=no
    [ -f "$results" ] || return 1
    bad=$(($(count failures "$results") + $(count disabled "$results")))
    passed=$((passed + $(count tests "$results") - bad - $(count skipped "$results")))
    if [ "$bad" = 0 ] && [ "$good" = no ]; then
        bad=1 # such as a test whose program was not built
    fi
    failed=$((failed + bad))
}

sh deploy/install.sh build run test
build release
if [ $# -gt 0 ]; then
    run release --label-regex "^$1\$"
else
    run release
    export ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1
    export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
    build asan
    # what these two count and compare is the same under sanitizers
    run asan --label-regex '^(unit|flow|fuzz)$' --exclude-regex '^(flow-counts|anonymise-identity)$'
    build fuzz fuzzers
    run fuzz --label-regex '^fuzz$'
fi
finished=yes
