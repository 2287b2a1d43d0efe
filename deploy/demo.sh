#!/bin/sh
# demo.sh [--data DIR] [--port N] [--fresh]: from a bare Debian 12 to a running platform with the
# 2022 cycle in it.
set -eu

usage() {
    echo "usage: sh deploy/demo.sh [--data DIR] [--port N] [--fresh]" >&2
    exit 64
}

root=$(cd "$(dirname "$0")/.." && pwd)
data=$root/build/demo
port=8443
fresh=no
while [ $# -gt 0 ]; do
    case $1 in
    --data)
        [ $# -ge 2 ] || usage
        case $2 in
        '') usage ;;
        /*) data=$2 ;;
        *) data=$PWD/$2 ;;
        esac
        shift 2
        ;;
    --port)
        [ $# -ge 2 ] || usage
        case $2 in
        '' | *[!0-9]*) usage ;;
        esac
        port=$2
        shift 2
        ;;
    --fresh)
        fresh=yes
        shift
        ;;
    *) usage ;;
    esac
done

cd "$root"
sh deploy/install.sh build run
if [ ! -f build/release/build.ninja ]; then
    cmake --preset release -DCOCON_TESTS=OFF >&2
fi
cmake --build build/release --target all -- -j "$(nproc)" --quiet >&2

if [ "$fresh" = yes ] && [ -e "$data" ]; then
    # only a demo has accounts.json: nobody loses a real platform to this option
    if [ ! -f "$data/accounts.json" ]; then
        echo "$data is not the data of a demo: remove it by hand if you mean to" >&2
        exit 73
    fi
    rm -rf -- "$data"
fi

build/release/cocon demo --data "$data"
build/release/cocon demo --data "$data" --pack rencontres-cliniques
echo "accounts: $data/accounts.json"
echo "          $data/accounts-rencontres-cliniques.json, of the second space"
echo "codes:    node deploy/demo-code.mjs $data"
echo "address:  https://127.0.0.1:$port"
exec build/release/cocon serve --data "$data" --port "$port"
