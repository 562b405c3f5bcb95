#!/usr/bin/env bash
# Spin drives the plain object code of the switch: run.sh OBJECTS OUT [--long]
#   OBJECTS  where walker/build.sh has built
#   OUT      work folder
# Lines PASS|FAIL, last "N passed, N failed".
#
# SPDX-License-Identifier: Apache-2.0
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd "$here/../../.." && pwd)
objects=$(cd "$1" && pwd)
mkdir -p "$2"
out=$(cd "$2" && pwd)
passed=0 failed=0
say() {
    echo "$1 spin $2"
    if [ "$1" = PASS ]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
}

# model NAME: out/NAME/pan from NAME.pml and the object code as it is shipped.
cp "$objects/plain.all" "$out/plain.o"
model() {
    mkdir -p "$out/$1"
    cp "$here/$1.pml" "$here/adapter.h" "$out/$1"
    (cd "$out/$1" && spin -a "$1.pml" >spin.log 2>&1 &&
        gcc -O2 -w -DMEMLIM=4000 -I. "-I$here" "${@:2}" -c pan.c -o pan.o &&
        gcc -O2 -std=c11 "-I$here" "-I$here/../walker" "-I$top/include" "-I$top/lib" \
            -Dostrov_i_switch_step=plain_ostrov_i_switch_step \
            -Dostrov_i_switch_reset=plain_ostrov_i_switch_reset \
            -Dostrov_i_closing_bound=plain_ostrov_i_closing_bound \
            pan.o "$here/adapter.c" "$here/../walker/setups.c" "$here/../walker/canonical.c" \
            "$out/plain.o" -o pan) || { tail -5 "$out/$1/spin.log"; return 1; }
}

stored() { sed -nE 's/^ *([0-9.e+]+) states, stored.*/\1/p' "$1" | head -1; }

if model count -DSAFETY -DNOCLAIM; then
    "$out/count/pan" -m1000000 >"$out/count.log" 2>&1
    mine=$("$objects/walk" --setup C-spin --bare | sed -nE 's/^PASS \S+ +([0-9]+) states.*/\1/p')
    spins=$(stored "$out/count.log")
    # One more: the state before the start.
    spins=$(python3 -c "print(int(float('${spins:-0}')))")
    if grep -q 'errors: 0' "$out/count.log" && [ -n "$mine" ] && [ $((spins - mine)) -eq 1 ]; then
        say PASS "count: $spins states with the one before the start, the walker $mine: equal"
    else
        say FAIL "count: Spin $spins states with the one before the start, the walker ${mine:-none}"
        tail -12 "$out/count.log"
    fi
else
    say FAIL "count: the model does not build"
fi

if model race -DNFAIR=3; then
    for claim in cold lawful home alone calm; do
        "$out/race/pan" -a -m2000000 -N $claim >"$out/race-$claim.log" 2>&1
        if grep -q 'errors: 0' "$out/race-$claim.log" && ! grep -q 'max search depth' "$out/race-$claim.log"; then
            say PASS "race $claim: $(stored "$out/race-$claim.log") states"
        else
            say FAIL "race $claim"
            grep -E 'errors|pan:|depth|assert' "$out/race-$claim.log" | head -5
        fi
    done
    (cd "$out/race" && ./pan -a -m2000000 -N never_back) >"$out/race-never_back.log" 2>&1
    if grep -q 'errors: 1' "$out/race-never_back.log"; then
        say PASS "race is not vacuous: it comes back from an island through a close"
    else
        say FAIL "race: no run comes back from an island"
    fi
else
    say FAIL "race: the model does not build"
fi
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
