#!/usr/bin/env bash
# The installed tree as an outside project sees it: find_package with and without the planner, shared
# and static, pkg-config, and the refusal of versions and components that are not there.
#   test_install.sh SOURCE BUILD WITH_MILP SANITIZERS
#
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail
source=$1 build=$2 milp=$3 sanitize=$4
if [ -n "$sanitize" ]; then
    echo "SKIP install: an instrumented library is not installed"
    exit 0
fi
work=$build/install-test
prefix=$work/prefix
rm -rf "$work"
mkdir -p "$work"
cmake --install "$build" --prefix "$prefix" >"$work/install.log"
consumer=$source/examples/consumer_find_package

# configure NAME ARGUMENTS…: configures the consumer; its output goes to NAME.log
configure() {
    local name=$1
    shift
    cmake -S "$consumer" -B "$work/$name" -G Ninja -DCMAKE_PREFIX_PATH="$prefix" "$@" \
        >"$work/$name.log" 2>&1
}
refused() {
    local name=$1
    if configure "$@"; then
        echo "FAIL $name was accepted"
        exit 1
    fi
    echo "$name: refused, as it must be"
}

configure plain
cmake --build "$work/plain" >>"$work/plain.log"
"$work/plain/consumer" | grep -q '^ostrov 0\.1\.'
"$work/plain/consumer_static" >/dev/null
echo "find_package: shared and static run"

refused newer-minor -DWANT_VERSION=0.2
refused newer-major -DWANT_VERSION=1.0
refused newer-patch -DWANT_VERSION=0.1.99

if [ "$milp" = ON ]; then
    configure milp -DWITH_MILP=ON
    cmake --build "$work/milp" >>"$work/milp.log"
    "$work/milp/planner" | grep -q '^GLPK 5'
    "$work/milp/planner_static" >/dev/null
    echo "find_package COMPONENTS milp: shared and static run"
else
    refused milp-without-glpk -DWITH_MILP=ON
fi

libdir=$(dirname "$(find "$prefix" -name ostrov.pc)")
export PKG_CONFIG_PATH=$libdir LD_LIBRARY_PATH=${libdir%/pkgconfig}
make -s -C "$source/examples/consumer_pkg_config" OUT="$work" "$work/consumer"
"$work/consumer" >/dev/null
if [ "$milp" = ON ]; then
    make -s -C "$source/examples/consumer_pkg_config" OUT="$work" "$work/planner"
    "$work/planner" >/dev/null
fi
if pkg-config --atleast-version=0.2 ostrov; then
    echo "FAIL pkg-config claims 0.2"
    exit 1
fi
echo "pkg-config: builds and runs; 0.2 is refused"

# The core drags nothing in: no library but libc.
if ldd "$work/consumer" | awk '{print $1}' | grep -E 'glpk|modbus|cjson|libm\.'; then
    echo "FAIL the core links more than libc"
    exit 1
fi
readelf -d "${libdir%/pkgconfig}"/libostrov.so.0.1.0 | grep -q 'soname: \[libostrov\.so\.0\.1\]'
echo "soname libostrov.so.0.1, no library but libc"
