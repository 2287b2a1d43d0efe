#!/bin/sh
# embed.sh OUT MIGRATION...: write the numbered migrations as a C table, in the order of their numbers.
set -eu
out=$1
shift
mkdir -p "$(dirname "$out")"
{
    printf '#include "engine/sqlite/migrations.h"\n\n'
    printf '#pragma GCC diagnostic ignored "-Woverlength-strings"\n\n' # a whole file is one
    printf 'const struct migration migrations_all[] = {\n'
    for file in $(printf '%s\n' "$@" | sort); do
        number=$(basename "$file" | sed 's/^0*\([0-9]*\)_.*/\1/')
        printf '    {%s,\n' "$number"
        sed -e 's/--.*//' -e 's/[[:space:]]*$//' -e '/^$/d' -e 's/\\/\\\\/g' -e 's/"/\\"/g' \
            -e 's/^/     "/' -e 's/$/\\n"/' "$file"
        printf '    },\n'
    done
    printf '};\nconst size_t migrations_count = sizeof migrations_all / sizeof *migrations_all;\n'
} >"$out"
