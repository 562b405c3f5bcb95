#!/usr/bin/env bash
# Proves the switch as far as it goes. Last line: N passed, N failed.
#   tests/verify/run.sh                everything but the walks of all values
#   tests/verify/run.sh --ci           what CI runs, 4 minutes on two cores
#   tests/verify/run.sh --full         with the setups of all values: hours
#   tests/verify/run.sh PART…          walker, spin, wp, eva, mutants, mcdc, cost
#
# SPDX-License-Identifier: Apache-2.0
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd "$here/../.." && pwd)
cd "$top" || exit 1
. cmake/packages.sh
need_packages "${build_packages[@]}" "${station_packages[@]}" "${verify_packages[@]}"
out=build/verify
mkdir -p "$out"
mode=${1:-}
parts=(walker spin wp eva mutants mcdc cost)
[[ $mode == "" || $mode == --* ]] || { parts=("$@"); mode=; }
passed=0 failed=0

# part NAME COMMAND…: runs, shows, adds up; the figures of the run stay in build/verify/NAME.txt.
part() {
    local name=$1 line began=$SECONDS
    shift
    [[ " ${parts[*]} " == *" $name "* ]] || return 0
    "$@" >"$out/$name.txt" 2>&1
    line=$(grep -E '^[0-9]+ passed, [0-9]+ failed' "$out/$name.txt" | tail -1)
    grep -vE '^[0-9]+ passed, |^PASS M' "$out/$name.txt"
    passed=$((passed + $(sed -E 's/^([0-9]+) passed.*/\1/' <<<"${line:-0 passed}")))
    failed=$((failed + $(sed -E 's/.* ([0-9]+) failed.*/\1/' <<<"${line:-x 1 failed}")))
    echo "--- $name: ${line:-no answer} ($((SECONDS - began)) s)"
}

if [ ! -f build/gcc/lib/libostrov.a ] || [[ " ${parts[*]} " == *" mutants "* ]]; then
    cmake --preset gcc -DPython3_EXECUTABLE=/usr/bin/python3 >/dev/null &&
        cmake --build --preset gcc --target ostrov_static >"$out/build.log" 2>&1 ||
        { tail -20 "$out/build.log"; echo "0 passed, 1 failed"; exit 1; }
fi
"$here/walker/build.sh" lib "$out/walker" || { echo "0 passed, 1 failed"; exit 1; }

# Two walks at a time.
walks() {
    local list=(C-orders C C-bond B A D C-plain C-unverified C-observe B-thin) setup
    [ "$mode" = --full ] && list+=(C-full B-full A-full D-full)
    for setup in "${list[@]}"; do
        "$out/walker/walk" --setup "$setup" --moves "$out/walker/$setup.moves" \
            >"$out/walker/$setup.txt" 2>&1 &
        while [ "$(jobs -r | wc -l)" -ge 2 ]; do wait -n; done
    done
    wait
    local good=0 bad=0
    for setup in "${list[@]}"; do
        grep -v ' passed, ' "$out/walker/$setup.txt"
        if grep -q '^1 passed, 0 failed' "$out/walker/$setup.txt"; then
            good=$((good + 1))
        else
            bad=$((bad + 1))
        fi
    done
    echo "$good passed, $bad failed"
}

part walker walks
part spin "$here/spin/run.sh" "$out/walker" "$out/spin"
part wp "$here/wp/run.sh" "$out/wp" "$mode"
part eva "$here/eva/run.sh" "$out/eva"
part mutants python3 "$here/mutants/run.py" "$out/mutants" "$out/walker"
part mcdc "$here/mcdc/run.sh" "$out/mcdc" build/gcc "$out/walker"
part cost "$here/cost/run.sh" "$out/cost" build/gcc
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
