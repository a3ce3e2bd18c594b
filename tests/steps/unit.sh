#!/bin/bash
# Apsis: Rocket Pool rewards indexer and oracle node.
# SPDX-License-Identifier: Apache-2.0
step_help="Runs the unit tests of the build of APSIS_PRESET (release), in parts beside each other, and all
else that ctest knows; counts each test case and each other test."
. "$(dirname "$0")/steps.sh"
. tests/steps/in_parts.sh
need_program apsis-tests

log=$root/build/$preset/ctest.log
unit_log=$root/build/$preset/tests.log
export APSIS_SHARED=$shared
if ! run_in_parts "$bin/apsis-tests" "$unit_log"; then
  cat "$unit_log"
  [ "$bad" != 0 ] || fail "the unit tests did not all end"
fi
grep -E 'skipped:|MESSAGE:' "$unit_log" | sort -u
passed=$((passed + good)) failed=$((failed + bad))
say "unit tests: $good passed, $bad failed"

ctest --test-dir "$root/build/$preset" --exclude-regex '^unit$' --output-on-failure --timeout 900 -V >"$log" 2>&1
status=$?
while read -r name result; do
  case $result in
    Passed) pass "$name" ;;
    Skipped) skip "$name" ;;
    *) fail "$name: $result" ;;
  esac
done < <(sed -n 's|^ *[0-9]*/[0-9]* Test *#[0-9]*: \([^ ]*\) \.* *\**\([A-Za-z]*\).*|\1 \2|p' "$log")
if [ $status != 0 ]; then
  cat "$log"
  [ "$failed" != 0 ] || fail "ctest: exit status $status"
fi
finish
