#!/usr/bin/env bash
# Builds the fuzzers with clang and runs them under the address and undefined-behaviour sanitizers, from
# the corpus kept in tests/fuzz/corpus and with the words of tests/fuzz/dict, one entry a core.
#   tests/fuzz/run.sh                 100 000 executions each
#   tests/fuzz/run.sh 1000000 NAME    more, and one entry alone
#   tests/fuzz/run.sh 5s              five seconds each
#   tests/fuzz/run.sh --ci            a million executions of each entry that reads what comes from
#                                     outside (below), three seconds of each other
#   tests/fuzz/run.sh --merge         what was found so far into the corpus: the files that reach
#                                     something that no other reaches
# An entry fails when something is found, and when it made fewer executions than it was asked for.
# What it finds is under build/fuzz/found. Last line: N passed, N failed.
#
# SPDX-License-Identifier: Apache-2.0
set -uo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
how=${1:-100000}
only=${2:-}
if ! [[ $how =~ ^([0-9]+s?|--ci|--merge)$ ]]; then
    sed -n '2,/^$/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" | head -12 >&2
    exit 2
fi
build="$top/build/fuzz"
# Modbus answers, OCPP messages, site files, price feeds, register maps, frames of 104, and the snapshot:
# its file with its sections, and its numbers. The slowest first.
outside=(station_load site_file register_map ocpp_frame price_feed snapshot modbus_reply dso_frame)
. "$top/cmake/packages.sh"
need_packages "${build_packages[@]}" "${station_packages[@]}" clang check libmpfr-dev
need_sanitizers_of_clang
mkdir -p "$build"
if ! { cmake -S "$top" -B "$build" -G Ninja -DCMAKE_C_COMPILER=clang -DCMAKE_BUILD_TYPE=Release \
        -DOSTROV_FUZZ=ON && ninja -C "$build" $(ninja -C "$build" -t targets all |
        sed -nE 's/^(fuzz_[a-z_]+): phony$/\1/p' | sort -u); } >"$build/build.log" 2>&1; then
    tail -40 "$build/build.log"
    echo "0 passed, 1 failed"
    exit 1
fi

# Freed memory is kept for a megabyte only, and no stacks of allocations are: a third of the time. To look
# into a finding, run the program on its file without this.
export ASAN_OPTIONS=quarantine_size_mb=1:malloc_context_size=0:max_malloc_fill_size=0

# most NAME: the longest input that its format is good for.
most() {
    case $1 in
    modbus_reply) echo 320 ;; # a frame has at most 260 bytes
    dso_frame) echo 600 ;;
    snapshot) echo 1024 ;;
    station_load) echo 128 ;; # damage to some forty places
    ocpp_frame) echo 1792 ;; # a dozen frames
    price_feed | register_map) echo 2560 ;;
    site_file) echo 3072 ;; # the longest whole sites of the corpus, without their notes
    *) echo 8192 ;;
    esac
}

# limit NAME: how much of it, in words of libFuzzer.
limit() {
    case $how in
    --ci) [[ " ${outside[*]} " == *" $1 "* ]] && echo -runs=1000000 || echo -max_total_time=3 ;;
    *s) echo "-max_total_time=${how%s}" ;;
    *) echo "-runs=$how" ;;
    esac
}

# one NAME: runs it, and says PASS or FAIL.
one() {
    local name=$1 began=$SECONDS words done wanted
    local found="$build/found/$name" kept="$top/tests/fuzz/corpus/$name" dict="$top/tests/fuzz/dict/$name.dict"
    mkdir -p "$found"
    words=("$(limit "$name")" "-max_len=$(most "$name")" -rss_limit_mb=2048 -print_final_stats=1)
    [ -f "$dict" ] && words+=("-dict=$dict")
    wanted=$(sed -nE 's/^-runs=([0-9]+)$/\1/p' <<<"${words[0]}")
    if ! "$build/tests/fuzz/fuzz_$name" "${words[@]}" -artifact_prefix="$found/crash-" "$found" "$kept" \
        >"$build/$name.log" 2>&1; then
        tail -30 "$build/$name.log"
        echo "FAIL $name (see $build/$name.log)"
        return
    fi
    done=$(sed -nE 's/^stat::number_of_executed_units: *([0-9]+)$/\1/p' "$build/$name.log")
    [ "${done:-0}" -ge "${wanted:-1}" ] && echo -n PASS || echo -n FAIL
    echo " $name executions=${done:-0} edges=$(grep -oE 'cov: [0-9]+' "$build/$name.log" | tail -1 |
        cut -c6-) seconds=$((SECONDS - began))"
}

# merge NAME: the smallest files that reach all that the old corpus and what was found reach.
merge() {
    local name=$1 kept="$top/tests/fuzz/corpus/$1" fresh="$build/merged/$1"
    rm -rf "$fresh" && mkdir -p "$fresh" "$build/found/$name"
    "$build/tests/fuzz/fuzz_$name" -set_cover_merge=1 -use_counters=0 "-max_len=$(most "$name")" "$fresh" \
        "$kept" "$build/found/$name" >"$build/$name.log" 2>&1 || return 1
    rm -rf "$kept" && cp -r "$fresh" "$kept"
    echo "PASS $name files=$(find "$kept" -type f | wc -l) bytes=$(cat "$kept"/* | wc -c)"
}

names=$(cd "$build/tests/fuzz" && find . -maxdepth 1 -type f -name 'fuzz_*' -perm -u+x | sed 's/.*fuzz_//' | sort)
for name in "${outside[@]}" $(printf '%s\n' "${outside[@]}" $names | sort | uniq -u); do
    [ -n "$only" ] && [ "$name" != "$only" ] && continue
    [ -x "$build/tests/fuzz/fuzz_$name" ] || continue
    while [ "$(jobs -rp | wc -l)" -ge "$(nproc)" ]; do
        wait -n
    done
    if [ "$how" = --merge ]; then merge "$name" & else one "$name" & fi
done >"$build/verdicts"
wait
cat "$build/verdicts"
passed=$(grep -c '^PASS' "$build/verdicts")
failed=$(grep -c '^FAIL' "$build/verdicts")
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
