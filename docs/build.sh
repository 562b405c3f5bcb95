#!/usr/bin/env bash
# Makes the documentation: build/docs/html/index.html. On the way it holds the pages to the truth: each
# link leads somewhere, each program in README and docs runs, each public symbol is documented.
#
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
out=${OSTROV_DOCS_OUT:-$top/build/docs}
python=/usr/bin/python3
echo "ostrov: building the documentation ($out)"
. "$top/cmake/packages.sh"
need_packages "${build_packages[@]}" "${docs_packages[@]}"
mkdir -p "$out/pages"

log=$out/build.log
if ! { cmake -S "$top" -B "$out-library" -G Ninja -DCMAKE_BUILD_TYPE=Release -DOSTROV_TESTS=OFF \
        -DOSTROV_WERROR="${OSTROV_WERROR:-OFF}" \
        -DOSTROV_EXAMPLES=OFF -DOSTROV_STATION=OFF -DOSTROV_WITH_MILP=ON \
        && cmake --build "$out-library"; } >"$log" 2>&1; then
    tail -40 "$log"
    echo "The library could not be built; the whole log is $log"
    exit 1
fi
library=$out-library/lib

"$python" "$top/docs/check_links.py" "$top"
"$python" "$top/docs/tools/check_comments.py"

shared=()
if [ -f "$top/bindings/python/ostrov/__init__.py" ]; then
    shared=(--shared "$library/libostrov.so")
fi
mapfile -t pages < <(find "$top/docs" -name '*.md' | sort)
"$python" "$top/docs/tools/run_blocks.py" --library "$library/libostrov.a" "${shared[@]}" \
    "$top/README.md" "${pages[@]}"

${CC:-cc} -std=c11 -DWITH_MILP -I"$top/include" "$top/docs/tools/field_reference.c" \
    "$library/libostrov-milp.a" "$library/libostrov.a" -lglpk -lpthread -o "$out/field_reference"
"$out/field_reference" >"$out/pages/fields.md"

{ # the maps are the list; the page only shows it
    printf '# Symbols by version {#symbols}\n\n| symbol | library | since |\n|---|---|---|\n'
    for map in "$top"/lib/exports/*.map; do
        library_name=lib$(basename "$map" .map)
        awk -v library="$library_name" '
            / \{$/ { since = $1; sub(/.*_/, "", since); shown = 1 }
            /^local:/ { shown = 0 }
            shown && /^ +ostrov_[a-z0-9_]+;/ { sub(/;/, "", $1); print "| #" $1 " | " library " | " since " |" }' "$map"
    done
} >"$out/pages/symbols.md"

for example in "$top"/examples/*.c; do # each with its first comment as its description
    words=$(awk '{print} /\*\//{exit}' "$example" | sed -E 's, ?\*/$,,; s,^/\* ?|^ \* ?,,')
    printf '/** @example %s\n%s */\n' "${example##*/}" "$words"
done >"$out/pages/examples.dox"

(cd "$out" && doxygen -l default.xml >/dev/null)
"$python" "$top/docs/tools/layout.py" "$top/docs" "$out/default.xml" >"$out/layout.xml"
version=$(sed -nE 's/^project\(ostrov VERSION ([0-9.]+).*/\1/p' "$top/CMakeLists.txt")
sed -e "s|@TOP@|$top|g" -e "s|@OUT@|$out|g" -e "s|@VERSION@|$version|g" -e "s|@PYTHON@|$python|g" \
    -e 's|@AWESOME@|/usr/share/doxygen-awesome-css|g' "$top/docs/Doxyfile.in" >"$out/Doxyfile"
rm -rf "$out/html" # pages that went must not stay
if ! doxygen "$out/Doxyfile" >"$out/doxygen.log" 2>&1; then
    cat "$out/warnings.txt" "$out/doxygen.log"
    echo "Doxygen has something to say, see above; $(grep -c warning: "$out/warnings.txt") warnings"
    exit 1
fi
echo "The documentation is in $out/html/index.html"
