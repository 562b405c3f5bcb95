# Sourced by the scripts a newcomer runs: makes sure that Debian packages are there.
#
#   need_packages NAME…   installs what is missing (as root), or prints the one line to run and ends.
#
# SPDX-License-Identifier: Apache-2.0

need_packages() {
    local missing=() name
    for name in "$@"; do
        if ! dpkg-query -W -f '${db:Status-Status}\n' "$name" 2>/dev/null | grep -qx installed; then
            missing+=("$name")
        fi
    done
    [ "${#missing[@]}" -eq 0 ] && return 0
    if [ "$(id -u)" -ne 0 ]; then
        echo "Missing packages. As root, run this one line, then this script again:"
        echo "  apt-get update && apt-get install --no-install-recommends ${missing[*]}"
        exit 1
    fi
    echo "Installing: ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    if ! { apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}"; } \
        >/tmp/ostrov-packages.$$ 2>&1; then
        cat /tmp/ostrov-packages.$$
        echo "The packages could not be installed; see above."
        exit 1
    fi
    rm -f /tmp/ostrov-packages.$$
}

# need_sanitizers_of_clang: their libraries are a package of their own, by the version of clang.
need_sanitizers_of_clang() {
    local probe
    probe=$(mktemp)
    if ! echo 'int main(void){return 0;}' | clang -x c -fsanitize=address - -o "$probe" 2>/dev/null; then
        need_packages "libclang-rt-$(clang -dumpversion | cut -d. -f1)-dev"
    fi
    rm -f "$probe"
}

# What every build needs, what the station program needs besides, and what the tests, the proofs and the
# documentation do.
build_packages=(gcc libc6-dev cmake ninja-build pkg-config libglpk-dev)
station_packages=(libmodbus-dev libcjson-dev zlib1g-dev libsqlite3-dev libmosquitto-dev libmicrohttpd-dev libwebsockets-dev libexpat1-dev)
test_packages=(check libmpfr-dev binutils make python3 python3-pytest python3-numpy python3-venv locales
    mosquitto mosquitto-clients python3-prometheus-client python3-jsonschema)
verify_packages=(check binutils clang-19 llvm-19 libclang-rt-19-dev spin frama-c-base why3 z3 cvc4 python3
    valgrind)
docs_packages=(doxygen doxygen-awesome-css git python3)
