#!/bin/bash
# Apsis: Rocket Pool rewards indexer and oracle node.
# SPDX-License-Identifier: Apache-2.0
step_help="Builds the tests of everything that starts threads with ThreadSanitizer and runs them."
. "$(dirname "$0")/steps.sh"
. tests/steps/in_parts.sh

export TSAN_OPTIONS=halt_on_error=1 APSIS_SHARED=$shared
cmake --preset tsan >/dev/null && cmake --build --preset tsan -j "$jobs" --target apsis-thread-tests
check "building the tests of threads (tsan)" test $? = 0
[ "$failed" = 0 ] || finish
log=$root/build/tsan/tests.log
run_in_parts "$root/build/tsan/bin/apsis-thread-tests" "$log"
status=$?
[ $status = 0 ] || grep -vE '^\[doctest\]|^=+$' "$log" | tail -80
check "$ran tests of threads under tsan" test $status = 0
check "they are not few" test "$ran" -gt 40
finish
