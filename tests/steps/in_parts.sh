#!/bin/bash
# Apsis: Rocket Pool rewards indexer and oracle node.
# SPDX-License-Identifier: Apache-2.0
#
# Runs a program of unit tests in parts beside each other; sourced by steps, after steps.sh.

# Most parts that a program is cut into: enough that a slow one does not keep the rest waiting.
parts_max=12

# run_in_parts PROGRAM LOG: all of its tests, $jobs parts at a time. Joins what they print in LOG, with
# each test's seconds; sets `ran`, `good` and `bad` (test cases) and fails when a part fails, or when
# not every test came to its end.
run_in_parts() {
  local program=$1 log=$2 total size part status failures ended
  local folder=$log.parts
  ran=0 good=0 bad=0
  rm -rf "$folder"
  mkdir -p "$folder"
  total=$("$program" --count | grep -oE '[0-9]+$')
  [ -n "$total" ] || return 1
  size=$(((total + parts_max - 1) / parts_max))
  seq 1 "$size" "$total" | xargs -P "$jobs" -I{} bash -c \
    '"$1" --duration=true --first="$2" --last=$(($2 + $3 - 1)) >"$4/$2.log" 2>&1' \
    part "$program" {} "$size" "$folder"
  status=$?
  for part in $(seq 1 "$size" "$total"); do
    cat "$folder/$part.log"
    failures=$(sed -nE 's/^\[doctest\] test cases: .* ([0-9]+) failed .*/\1/p' "$folder/$part.log")
    bad=$((bad + ${failures:-0}))
    # A test that forks may have its lines written twice, by the child as well.
    ended=$(grep -E '^[0-9]+\.[0-9]+ s: ' "$folder/$part.log" | sort -u | wc -l)
    ran=$((ran + ended))
  done >"$log"
  rm -rf "$folder"
  good=$((ran - bad))
  [ "$ran" = "$total" ] || say "$ran of $total test cases came to an end"
  [ "$status" = 0 ] && [ "$bad" = 0 ] && [ "$ran" = "$total" ]
}
