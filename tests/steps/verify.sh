#!/bin/bash
# Apsis: Rocket Pool rewards indexer and oracle node.
# SPDX-License-Identifier: Apache-2.0
step_help="Replays every recorded beacon chain of APSIS_SHARED (../shared) with apsis-indexer verify:
every block's state root must be equal."
. "$(dirname "$0")/steps.sh"
need_shared recordings
need_program apsis-indexer

while read -r recording; do
  name=$(basename "$recording")
  blocks=$(tail -n +3 "$recording/blocks/index.tsv" | wc -l)
  out=$("$bin/apsis-indexer" verify --recording "$recording" 2>&1)
  status=$?
  last=$(tail -1 <<<"$out")
  if [ $status = 0 ] && [[ $last == "$blocks blocks, "*" epochs proven, 0 mismatches" ]]; then
    pass "$name: $last"
  else
    say "$out" | tail -5
    fail "$name: exit status $status, expected $blocks blocks without a mismatch"
  fi
done < <(beacon_recordings)
finish
