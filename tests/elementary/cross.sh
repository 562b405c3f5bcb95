#!/usr/bin/env bash
# Compiles the elementary functions for several compilers, optimisations and processors and
# compares the hashes of their results with each other and with expected_hash.txt; then the connection
# to the grid, whose million steps must hash alike on all of them; then the plans of drawn sites.
#
#     cross.sh BUILD_DIR      (programs go to BUILD_DIR/elementary-cross)
#
# A line per target, then "N passed, N failed, N skipped"; status 1 on any failure, 2 when nothing
# was checked or on wrong usage.
#
# SPDX-License-Identifier: Apache-2.0
set -u

if [ $# -ne 1 ]; then
    echo "usage: $0 BUILD_DIR" >&2
    exit 2
fi
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
mkdir -p "$1/elementary-cross" || exit 2
out=$(cd "$1/elementary-cross" && pwd)
what=hash # hash.c over the elementary functions, grid_steps.c over base and grid, plan_bits.c over the plans
flags="-std=c11 -ffp-contract=off -fno-fast-math -fno-math-errno -I$root/include"
passed=0
failed=0
skipped=0

# target NAME EMULATOR COMPILER OPTIONS...: builds and runs beside others, one a core; `judge` compares.
targets_of=()
target() {
    local name=$1 emulator=$2 compiler=$3 tool
    shift 3
    for tool in $compiler $emulator; do
        if ! command -v "$tool" >/dev/null 2>&1; then
            echo "SKIP $name: $tool is not installed"
            skipped=$((skipped + 1))
            return
        fi
    done
    case $name in
    *haswell*)
        if ! grep -qw avx2 /proc/cpuinfo 2>/dev/null || ! grep -qw fma /proc/cpuinfo; then
            echo "SKIP $name: this processor has no AVX2 and FMA"
            skipped=$((skipped + 1))
            return
        fi
        ;;
    esac
    targets_of+=("$what-$name")
    while [ "$(jobs -rp | wc -l)" -ge "$(nproc)" ]; do
        wait -n
    done
    lines "$what" "$out/$what-$name" "$emulator" "$compiler" "$@" &
}

# lines WHAT PROGRAM EMULATOR COMPILER OPTIONS...: what the program prints, into PROGRAM.lines; with its
# status.
lines() {
    local what=$1 program=$2 emulator=$3 compiler=$4 sources includes= steps=
    shift 4
    case $what in
    hash) sources=$(ls "$root"/lib/base/elementary*.c) ;;
    plan_bits) sources=$(ls "$root"/lib/base/*.c "$root"/lib/battery/battery*.c "$root"/lib/plan/*.c | grep -v /registry.c)
        includes="-I$root/lib" ;;
    *) sources=$(ls "$root"/lib/base/*.c "$root"/lib/grid/*.c | grep -v /registry.c) includes="-I$root/lib" ;;
    esac
    rm -f "$program.lines" "$program.status" "$program.short"
    # shellcheck disable=SC2086
    if ! "$compiler" $flags $includes "$@" $sources "$here/$what.c" -o "$program"; then
        echo "does not compile" >"$program.status"
        return
    fi
    # Without optimisation an emulator takes half a minute for a million steps: there the first quarter.
    if [ "$what" = grid_steps ] && [ -n "$emulator" ] && [[ " $* " == *" -O0 "* ]]; then
        steps=250000
        touch "$program.short"
    fi
    $emulator "$program" $steps >"$program.lines"
    echo "status=$?" >"$program.status"
}

# judge WANTED: each target's lines against those, of a shorter run against as many of them; where nothing is
# pinned, the first target decides.
judge() {
    local wanted=$1 name got status last different fits
    wait
    for name in "${targets_of[@]}"; do
        got=$(cat "$out/$name.lines" 2>/dev/null)
        status=$(cat "$out/$name.status")
        wanted=${wanted:-$got}
        fits=0
        [ -n "$got" ] && [ "$got" = "$wanted" ] && fits=1
        [ -n "$got" ] && [ -e "$out/$name.short" ] && [[ $wanted$'\n' == "$got"$'\n'* ]] && fits=1
        name=${name#"$what"-}
        last=$(tail -n 1 <<<"$got")
        if [ "$status" = status=0 ] && [ $fits -eq 1 ]; then
            echo "PASS $name $last"
            passed=$((passed + 1))
        else
            different=$(echo "$got" | while read -r function hash; do
                echo "$wanted" | grep -qx "$function $hash" || printf ' %s' "$function"
            done)
            echo "FAIL $name $last $status, not as pinned:$different"
            failed=$((failed + 1))
        fi
    done
    targets_of=()
}

targets() {
    case $(uname -m) in
    x86_64)
        target x86_64-gcc-O0 "" gcc -O0
        target x86_64-gcc-O2 "" gcc -O2
        target x86_64-gcc-O3-haswell "" gcc -O3 -march=haswell
        target x86_64-clang-O2 "" clang -O2
        ;;
    *)
        target native-gcc-O0 "" gcc -O0
        target native-gcc-O2 "" gcc -O2
        target native-gcc-O3 "" gcc -O3
        target native-clang-O2 "" clang -O2
        ;;
    esac
    for level in O0 O2 O3; do
        target aarch64-gcc-$level qemu-aarch64 aarch64-linux-gnu-gcc -$level -static
        target s390x-gcc-$level qemu-s390x s390x-linux-gnu-gcc -$level -static
    done
    target arm-gcc-O2 qemu-arm arm-linux-gnueabihf-gcc -O2 -static
}

targets
judge "$(cat "$here/expected_hash.txt")"
what=grid_steps
targets
judge ""
what=plan_bits # larger: few targets, the extremes of optimisation and another processor
target native-gcc-O1 "" gcc -O1
target native-gcc-O3 "" gcc -O3
target native-clang-O2 "" clang -O2
target aarch64-gcc-O2 qemu-aarch64 aarch64-linux-gnu-gcc -O2 -static
judge ""

echo "$passed passed, $failed failed, $skipped skipped"
if [ $failed -ne 0 ]; then
    exit 1
fi
[ $passed -ne 0 ] || exit 2
