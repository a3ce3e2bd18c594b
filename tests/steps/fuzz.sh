#!/bin/bash
# Apsis: Rocket Pool rewards indexer and oracle node.
# SPDX-License-Identifier: Apache-2.0
step_help="Runs every fuzz target apsis-fuzz-* of the build for a short while (APSIS_FUZZ_SECONDS, 10)."
. "$(dirname "$0")/steps.sh"

found=no
for target in "$bin"/apsis-fuzz-*; do
  [ -x "$target" ] || continue
  found=yes
  check "$(basename "$target")" "$target" --seconds "${APSIS_FUZZ_SECONDS:-10}"
done
[ $found = yes ] || skip "fuzzing: no fuzz target is built"
finish
