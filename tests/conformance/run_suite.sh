#!/usr/bin/env bash
# One suite of the conformance runner on the shared vectors; says so aloud when they are not there.
#   run_suite.sh RUNNER SUITE FOLDER
#
# SPDX-License-Identifier: Apache-2.0
set -uo pipefail
if [ ! -d "$3" ]; then
    echo "SKIP conformance $2: ${3##*/..} is not here"
    exit 0
fi
exec "$1" "$2" "$3"
