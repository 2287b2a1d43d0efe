#!/bin/sh
# install.sh LIST...: install what deploy/packages/LIST.txt name and is missing (Debian 12, as root or
# with sudo), then the packages of package.json.  Does nothing, quickly, when all is there.
set -eu
cd "$(dirname "$0")/.."

names=$(for list in "$@"; do sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "deploy/packages/$list.txt"; done)
if command -v node >/dev/null && command -v npm >/dev/null; then
    # from Debian or from elsewhere: both do
    names=$(printf '%s\n' "$names" | grep -vx -e nodejs -e npm)
fi

missing=
for name in $names; do
    # dpkg-query fails for a package it has never seen
    state=$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null) || state=unknown
    [ "$state" = installed ] || missing="$missing $name"
done

if [ -n "$missing" ]; then
    if [ "$(id -u)" = 0 ]; then
        as_root='env'
    elif command -v sudo >/dev/null; then
        as_root='sudo env'
    else
        echo "these packages are missing, and only root can install them:$missing" >&2
        exit 1
    fi
    echo "installing:$missing" >&2
    # shellcheck disable=SC2086 # lists of words
    {
        $as_root DEBIAN_FRONTEND=noninteractive apt-get -qq update
        $as_root DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install $missing
    } >&2
fi

# node_modules says itself from which list it was made
if [ -f package-lock.json ] && ! cmp -s package-lock.json node_modules/.made-from; then
    npm ci --ignore-scripts --no-audit --no-fund >&2
    cp package-lock.json node_modules/.made-from
fi
