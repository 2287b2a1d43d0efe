#!/bin/sh
# assets.sh NODE_MODULES OUT: gather what pages load besides our own css/ and js/: the base styles, in
# a cascade layer so that ours always win whatever their specificity, and the fonts.  Their icons are
# data: addresses, which our content policy refuses: none is asked for.
set -eu
modules=$1
out=$2
fonts=$modules/@fontsource/atkinson-hyperlegible/files

rm -rf "$out"
mkdir -p "$out/fonts"
{
    printf '@layer pico {\n'
    sed 's/^@charset "UTF-8";//; s/url("data:[^"]*")/none/g' "$modules/@picocss/pico/css/pico.min.css"
    printf '\n}\n'
} >"$out/base.css"
for part in latin latin-ext; do
    for style in 400-normal 700-normal 400-italic; do
        cp "$fonts/atkinson-hyperlegible-$part-$style.woff2" "$out/fonts/$part-$style.woff2"
    done
done
cp "$modules/@picocss/pico/LICENSE.md" "$out/pico-licence.txt"
cp "$modules/@fontsource/atkinson-hyperlegible/LICENSE" "$out/fonts/licence.txt"
