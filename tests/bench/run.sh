#!/bin/sh
# run.sh [PRESET]: what the server and the journal can do on this machine, as ratios of one run:
# libmicrohttpd alone, the http layer over it, the journal, saves of drafts, pages signed in (beside
# Fossil's wiki, where that is installed) and what stays resident of them, then the anonymiser on
# annotated news.  SCALE=N: pages and memory of a network of N people more, too.  INSTRUCTIONS=1:
# counted anew, into instructions.txt.  Nothing is asserted.
set -eu
cd "$(dirname "$0")/../.."
built=build/${1:-release}
folder=$(mktemp -d)
server=
stop() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    rm -rf "$folder"
}
trap stop EXIT
trap 'exit 130' INT TERM

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost -days 2 \
    -keyout "$folder/key.pem" -out "$folder/certificate.pem" 2>/dev/null

# rate PROGRAM PORT: requests a second, the median of three runs
rate() {
    "$built/tests/bench-$1" "$2" 8192 "$folder/certificate.pem" "$folder/key.pem" >/dev/null 2>&1 &
    server=$!
    sleep 1
    for _ in 1 2 3; do
        wrk --threads 1 --connections 32 --duration 3s "https://127.0.0.1:$2/" |
            sed -n 's/^Requests\/sec: *//p'
    done | sort -n | sed -n 2p
    kill "$server"
    wait "$server" 2>/dev/null || true
    server=
}

bare=$(rate bare 28441)
served=$(rate served 28442)
awk -v bare="$bare" -v served="$served" 'BEGIN {
    printf "8 KiB over TLS: bare %d/s, through the workers %d/s, ratio %.2f\n", bare, served, served / bare }'
"$built/tests/bench-journal" "$folder/journal" "${ENTRIES:-100000}" policies "$built/share"
"$built/tests/bench-writes"

export COCON="$PWD/$built/cocon" COCON_COUNT="$PWD/$built/tests/bench-count.so" COCON_BUILT="$PWD/$built"
node tests/bench/pages.mjs
node tests/bench/memory.mjs
[ -z "${SCALE:-}" ] || node tests/bench/pages.mjs --scale "$SCALE"
[ -z "${SCALE:-}" ] || node tests/bench/memory.mjs --scale "$SCALE"
[ -z "${INSTRUCTIONS:-}" ] || node tests/bench/pages.mjs --instructions tests/bench/instructions.txt

news=../shared/data/winer-fr-2016
if [ -d "$news" ]; then
    "$built/tests/bench-anonymise" | tee "$folder/anonymise"
    if npm install --silent --no-audit --no-fund --prefix "$folder/npm" fr-compromise@0.2.8 >/dev/null 2>&1; then
        node tests/bench/compromise.mjs "$folder/npm/node_modules" 200000 | awk -v ours="$(
            sed -n 's|.*processor time: \([0-9.]*\) MB/s.*|\1|p' "$folder/anonymise")" '{
            printf "fr-compromise in this run: %s MB/s, reading alone %s MB/s: %.0f and %.0f times\n",
                $1, $2, ours / $1, ours / $2 }'
    else
        echo "fr-compromise could not be installed: no ratio in the same run"
    fi
else
    echo "no annotated news at $news: the anonymiser is not measured"
fi
