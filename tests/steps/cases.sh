#!/bin/bash
# Apsis: Rocket Pool rewards indexer and oracle node.
# SPDX-License-Identifier: Apache-2.0
step_help="Unpacks all vectors and recordings of APSIS_SHARED (../shared) once and runs apsis-cases over
them: consensus cases, rewards trees, recorded chains. Formats that are not built count as skipped."
. "$(dirname "$0")/steps.sh"
need_shared vectors
need_program apsis-cases

for archive in "$shared"/vectors/*/*.tar.xz "$shared"/recordings/*.tar.xz; do
  [ -e "$archive" ] || continue
  kind=$(basename "$(dirname "$archive")")
  unpack "$archive" "$kind" >/dev/null || fail "cannot unpack $archive"
done
mkdir -p "$unpacked/consensus"
for archive in tests/data/consensus/*.tar.xz; do
  unpack "$archive" consensus >/dev/null || fail "cannot unpack $archive"
done
for folder in "$unpacked"/{consensus,tree,balances,recordings}; do
  [ -d "$folder" ] || continue
  say "apsis-cases $(basename "$folder")"
  log=$root/build/cases-$(basename "$folder").log
  # Vectors that lie beside the archives as they are.
  mapfile -t loose < <(find "$shared/vectors/$(basename "$folder")" -maxdepth 1 \
    -name '*.ssz_snappy' 2>/dev/null | sort)
  timeout 1800 "$bin/apsis-cases" "$folder" "${loose[@]}" >"$log" 2>&1
  status=$?
  tail -60 "$log"
  before=$failed
  add_counts <"$log" || fail "apsis-cases ended without a count (exit status $status)"
  [ $status = 0 ] || [ "$failed" != "$before" ] || fail "apsis-cases: exit status $status"
done
finish
