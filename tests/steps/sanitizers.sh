#!/bin/bash
# Apsis: Rocket Pool rewards indexer and oracle node.
# SPDX-License-Identifier: Apache-2.0
step_help="Builds the unit tests with AddressSanitizer and UndefinedBehaviorSanitizer and runs them;
APSIS_PRESET=tsan for ThreadSanitizer."
. "$(dirname "$0")/steps.sh"
. tests/steps/in_parts.sh

[ "$preset" != release ] || preset=asan
bin=$root/build/$preset/bin
export ASAN_OPTIONS=detect_leaks=1 UBSAN_OPTIONS=print_stacktrace=1 TSAN_OPTIONS=halt_on_error=1
export LSAN_OPTIONS=suppressions=$root/tests/steps/lsan.supp:print_suppressions=0
export APSIS_SHARED=$shared
cmake --preset "$preset" >/dev/null && cmake --build --preset "$preset" -j "$jobs" --target apsis-tests
check "building the unit tests ($preset)" test $? = 0
[ "$failed" = 0 ] || finish
log=$root/build/$preset/tests.log
run_in_parts "$bin/apsis-tests" "$log"
status=$?
[ $status = 0 ] || grep -vE '^\[doctest\]|^=+$' "$log" | tail -80
check "$ran unit tests under $preset" test $status = 0
finish
