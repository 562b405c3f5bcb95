#!/usr/bin/env bash
# Frama-C's WP: the contracts of contracts.h against the sources of the switch: run.sh OUT [--ci]
# A line per source, then "N passed, N failed" (goals).
#
# proved.txt records what was proved: the source, the goals, and a hash of all that WP proves from
# (the program as Frama-C prints it, with its contracts; the functions; Frama-C's version). --ci proves a
# source again only when its hash is another; without it every goal is proved anew, and the record is
# written when all of them are.
#
# SPDX-License-Identifier: Apache-2.0
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd "$here/../../.." && pwd)
mkdir -p "$1"
out=$(cd "$1" && pwd)
. "$here/../walker/sources.sh"
[ -f "$HOME/.why3.conf" ] || why3 config detect >/dev/null 2>&1
passed=0 failed=0
record=$here/proved.txt
version=$(frama-c -version)

# A file with a header of its own here has a contract for each function inside; in the others those
# are taken as they are, inlined.
statics() { sed -E 's/__attribute__\(\([a-z_]+\)\) //' "$1" | sed -nE 's/^static [a-z0-9_ ]+[ *]([a-z0-9_]+)\(.*/\1/p' | sort -u | paste -sd,; }

[ "${2:-}" = --ci ] || proved_sources+=("${proved_slowly[@]}")
for file in ${FILES:-${proved_sources[@]}}; do
    source=$top/lib/grid/$file
    inline=$(statics "$source") own=
    names=$(grep -oE '^[a-z0-9_]+ \*?ostrov_i_[a-z_]+\(' "$source" | grep -oE 'ostrov_i_[a-z_]+' |
        grep -vxFf "$here/unproved.txt" | sort -u | paste -sd,)
    if [ "$file" = switch.c ]; then # what all share lies in turn.h
        names=$names,$(sed -nE 's/^static inline [a-z0-9_]+ (ostrov_i_[a-z_]+)\(.*/\1/p' \
            "$top/lib/grid/turn.h" | paste -sd,)
    fi
    if [ -f "$here/${file%.c}.h" ]; then
        own="-include $here/${file%.c}.h"
        names=$names,$(tr , '\n' <<<"$inline" | grep -vxFf "$here/unproved.txt" | paste -sd,)
        inline=
    fi
    names=${names#,}
    hash=$({
        frama-c -c11 -machdep gcc_x86_64 -print \
            -cpp-extra-args="-I$top/include -I$top/lib -include $here/contracts.h $own" "$source"
        echo "$names $inline $version"
    } | sha256sum | cut -c1-64)
    known=$(sed -nE "s/^$file ([0-9]+) $hash\$/\1/p" "$record")
    if [ "${2:-}" = --ci ] && [ -n "$known" ]; then
        echo "PASS wp $file: $known of $known goals, as recorded for this text"
        passed=$((passed + known))
        continue
    fi
    frama-c -c11 ${inline:+-inline-calls "$inline"} -machdep gcc_x86_64 \
        -cpp-extra-args="-I$top/include -I$top/lib -include $here/contracts.h $own" "$source" \
        -wp -wp-fct "$names" -wp-model typed -wp-prover ${PROVERS:-cvc4,z3} -wp-timeout "${TIMEOUT:-60}" \
        -wp-par "${PAR:-2}" >"$out/$file.log" 2>&1
    line=$(grep -E 'Proved goals:' "$out/$file.log" | tail -1)
    good=$(sed -E 's/.*goals: +([0-9]+) +\/ +([0-9]+).*/\1/' <<<"$line")
    all=$(sed -E 's/.*goals: +([0-9]+) +\/ +([0-9]+).*/\2/' <<<"$line")
    if [ -n "$line" ] && [ "$good" = "$all" ] && [ "${all:-0}" -gt 0 ]; then
        echo "PASS wp $file: $good of $all goals"
        sed -i "/^$file /d" "$record"
        echo "$file $good $hash" >>"$record"
        sort -o "$record" "$record"
    else
        echo "FAIL wp $file: ${good:-none} of ${all:-?} goals"
        grep -E 'Goal .*(Timeout|Unknown|Failed)|^\[wp\] \[(Timeout|Unknown|Failed)|user error|error' "$out/$file.log" | head -20
    fi
    passed=$((passed + ${good:-0}))
    failed=$((failed + ${all:-1} - ${good:-0}))
done
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
