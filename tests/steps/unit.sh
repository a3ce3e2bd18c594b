#!/bin/bash
# Apsis: Rocket Pool rewards indexer and oracle node.
# SPDX-License-Identifier: Apache-2.0
step_help="Runs ctest on the build of APSIS_PRESET (release); counts each test case of the unit tests
and each other test."
. "$(dirname "$0")/steps.sh"
need_program apsis-tests

log=$root/build/$preset/ctest.log
export APSIS_SHARED=$shared
ctest --test-dir "$root/build/$preset" --output-on-failure --timeout 900 -V >"$log" 2>&1
status=$?
grep -E 'skipped:|MESSAGE:' "$log" | sed 's/^[0-9]*: //' | sort -u

# doctest's own count, as "test cases: 52 | 51 passed | 1 failed | 0 skipped".
cases=$(sed -n 's/^[0-9]*: *\[doctest\] test cases: *\(.*\)/\1/p' "$log" | tr '|' ' ')
if [ -z "$cases" ]; then
  cat "$log"
  fail "the unit tests ended without a count"
else
  read -r _ good _ bad _ left _ <<<"$cases"
  passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + left))
  say "unit tests: $good passed, $bad failed, $left skipped"
fi
while read -r name result; do
  [ "$name" = unit ] && continue
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
