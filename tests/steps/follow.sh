#!/bin/bash
# Apsis: Rocket Pool rewards indexer and oracle node.
# SPDX-License-Identifier: Apache-2.0
step_help="Serves recorded chains over HTTP as a beacon node would and follows them with apsis-indexer
follow, from genesis to the finalized slot, without and with faults on the way: the rows must be
those of backfill, but for blocks that lost (a node does not keep them) and what is said of them."
. "$(dirname "$0")/steps.sh"
need_program apsis-indexer
. tests/steps/recording_server.sh

# The last slot with a block of recording $1 up to the epoch that the server calls finalized.
finalized_slot() {
  local epoch slots
  epoch=$(tests/steps/http_get.py "$url/eth/v1/beacon/states/head/finality_checkpoints" |
    sed -n 's/.*"finalized":{[^}]*"epoch":"\([0-9]*\)".*/\1/p')
  slots=$(tests/steps/http_get.py "$url/eth/v1/config/spec" |
    sed -n 's/.*"SLOTS_PER_EPOCH":"\([0-9]*\)".*/\1/p')
  [ -n "$epoch" ] && [ -n "$slots" ] || return
  awk -v end=$((epoch * slots)) 'NR > 1 && $1 <= end { slot = $1 } END { print slot }' \
    "$1/blocks/index.tsv"
}

# Rows of a database as far as canonical blocks alone decide them, a line a table with a checksum.
canonical_rows() {
  tests/steps/checksums.sh "$1" | grep -vE '^(blocks|epochs|epoch_rewards|epoch_misses) '
  "$bin/apsis-indexer" psql --db "embedded:$1" -- -qAtX -v ON_ERROR_STOP=1 <<'SQL'
SELECT 'blocks', count(*), md5(string_agg(b::text, '|' ORDER BY slot)) FROM blocks b WHERE NOT orphaned;
SELECT 'epochs', count(*), md5(string_agg((to_jsonb(e) - ARRAY['orphaned_blocks', 'finalized'])::text, '|' ORDER BY epoch)) FROM epochs e;
SELECT 'epoch_rewards', count(*), md5(string_agg((to_jsonb(r) - 'miss_cause')::text, '|' ORDER BY epoch)) FROM epoch_rewards r;
SELECT 'epoch_misses', count(*), md5(string_agg((to_jsonb(m) - 'miss_cause')::text, '|' ORDER BY epoch)) FROM epoch_misses m;
SQL
}

# Follows one recording, with the server's further arguments, and compares the rows with $3.
follow() {
  local name=$1 recording=$2 expected=$3; shift 3
  local database=$root/build/db-follow status
  drop_database "$database"
  start_server "$recording" "$@" || { fail "$name: the server does not start"; return; }
  timeout 300 "$bin/apsis-indexer" follow --beacon "$url" --from genesis --to-slot "$to_slot" \
    --db "embedded:$database" --state-dir off --metrics off >"$root/build/follow.log" 2>&1
  status=$?
  stop_server
  if [ $status != 0 ]; then
    tail -5 "$root/build/follow.log"
    fail "$name: follow ended with status $status"
  else
    canonical_rows "$database" >"$root/build/checksums-follow.txt"
    check "$name: rows up to slot $to_slot are those of backfill" \
      diff "$expected" "$root/build/checksums-follow.txt"
  fi
  drop_database "$database"
}

recordings=("$(demo_recording)")
if [ -d "$shared/recordings" ]; then
  while read -r folder; do
    [ "$(basename "$folder")" = "$(basename "${recordings[0]}")" ] || recordings+=("$folder")
  done < <(beacon_recordings)
else
  skip "follow of the recordings in $shared: the folder is not there (set APSIS_SHARED)"
fi

for recording in "${recordings[@]}"; do
  name=$(basename "$recording")
  start_server "$recording" || { fail "$name: the server does not start"; continue; }
  to_slot=$(finalized_slot "$recording")
  stop_server
  if [ -z "$to_slot" ] || [ "$to_slot" = 0 ]; then fail "$name: no finalized slot"; continue; fi
  database=$root/build/db-backfill
  drop_database "$database"
  "$bin/apsis-indexer" backfill --recording "$recording" --to-slot "$to_slot" \
    --db "embedded:$database" >"$root/build/follow-backfill.log" 2>&1 ||
    { tail -5 "$root/build/follow-backfill.log"; fail "$name: backfill"; continue; }
  canonical_rows "$database" >"$root/build/checksums-backfill.txt"
  drop_database "$database"
  follow "$name" "$recording" "$root/build/checksums-backfill.txt"
  if [ "$recording" = "${recordings[0]}" ]; then
    follow "$name with faults" "$recording" "$root/build/checksums-backfill.txt" \
      --fault 503x2@33 --fault cutx1@40 --fault dropx1@50 --fault 500x1@state
  fi
done
finish
