#!/bin/bash
# Apsis: Rocket Pool rewards indexer and oracle node.
# SPDX-License-Identifier: Apache-2.0
step_help="Follows the moving head of recorded chains, served with reorganisations and faults, by
apsis-indexer follow; then again while it is killed with kill -9 at APSIS_HEAD_KILLS (4) random
moments (APSIS_SEED chooses them): the rows must be those of a quiet backfill."
. "$(dirname "$0")/steps.sh"
need_program apsis-indexer
. tests/steps/recording_server.sh

kills=${APSIS_HEAD_KILLS:-4}
seed=${APSIS_SEED:-$(($(date +%s) % 32768))}
RANDOM=$seed
say "seed $seed (APSIS_SEED sets it)"
database=$root/build/db-head
states=$root/build/states-head

# A new database, made before the head begins to move: of what a node no longer shows nothing can be seen.
fresh() {
  drop_database "$database"
  rm -rf "$states"
  : >"$root/build/head.log"
  start_server "$1" --head 1 || return 1
  "$bin/apsis-indexer" follow --beacon "$url" --from genesis --to-slot 1 --db "embedded:$database" \
    --state-dir off --metrics off >>"$root/build/head.log" 2>&1
  stop_server
}

# Rows of the database, a line a table with a checksum, but for what only a live follower can know:
# whether they are final, and which blocks lost.
rows() {
  tests/steps/checksums.sh "$1" | grep -vE '^(blocks|epochs|epoch_rewards|epoch_misses) '
  "$bin/apsis-indexer" psql --db "embedded:$1" -- -qAtX -v ON_ERROR_STOP=1 <<'SQL'
SELECT 'blocks', count(*), md5(string_agg(b::text, '|' ORDER BY slot)) FROM blocks b WHERE NOT orphaned;
SELECT 'epochs', count(*), md5(string_agg((to_jsonb(e) - ARRAY['orphaned_blocks', 'finalized'])::text, '|' ORDER BY epoch)) FROM epochs e;
SELECT 'epoch_rewards', count(*), md5(string_agg((to_jsonb(r) - 'miss_cause')::text, '|' ORDER BY epoch)) FROM epoch_rewards r;
SELECT 'epoch_misses', count(*), md5(string_agg((to_jsonb(m) - 'miss_cause')::text, '|' ORDER BY epoch)) FROM epoch_misses m;
SQL
}

# Blocks of the database that lost.
orphans() {
  "$bin/apsis-indexer" psql --db "embedded:$1" -- -qAtX -v ON_ERROR_STOP=1 \
    -c "SELECT slot, encode(root, 'hex') FROM blocks WHERE orphaned ORDER BY 1, 2"
}

# What explains the misses.
causes() {
  "$bin/apsis-indexer" psql --db "embedded:$1" -- -qAtX -v ON_ERROR_STOP=1 \
    -c "SELECT miss_cause, count(*) FROM misses GROUP BY 1 ORDER BY 1"
}

follow_to() {
  timeout 200 "$bin/apsis-indexer" follow --beacon "$url" --from genesis --to-slot "$to_slot" \
    --db "embedded:$database" --state-dir "$states" --metrics off "$@" >>"$root/build/head.log" 2>&1
}

compare() {
  rows "$database" >"$root/build/head-rows.txt"
  check "$1" diff "$root/build/head-calm.txt" "$root/build/head-rows.txt"
}

recordings=("$(demo_recording)")
if [ -d "$shared/recordings" ]; then
  while read -r folder; do
    [ "$(basename "$folder")" = "$(basename "${recordings[0]}")" ] || recordings+=("$folder")
  done < <(beacon_recordings)
else
  skip "the recordings in $shared: the folder is not there (set APSIS_SHARED)"
fi
for recording in "${recordings[@]}"; do
  name=$(basename "$recording")
  to_slot=$(($(tail -1 "$recording/blocks/index.tsv" | cut -f1) - 2))
  drop_database "$database"
  "$bin/apsis-indexer" backfill --recording "$recording" --to-slot "$to_slot" \
    --db "embedded:$database" >"$root/build/head.log" 2>&1 ||
    { tail -5 "$root/build/head.log"; fail "$name: backfill"; continue; }
  rows "$database" >"$root/build/head-calm.txt"
  orphans "$database" >"$root/build/head-calm-orphans.txt"
  causes "$database" >"$root/build/head-calm-causes.txt"

  fresh "$recording" || { fail "$name: the server does not start"; continue; }
  start_server "$recording" --head 1 --pace 40 --disconnect 30 --fault 503x2@33 --fault cutx1@40 \
    --fault dropx1@50 --fault 500x1@header --fault flipx1@70 --fault wrong-rootx1@root \
    --fault wrong-signaturex2@90 --fault wrong-blockx1@60 --fault wrong-forkx1@100
  follow_to
  status=$?
  stop_server
  [ $status = 0 ] || tail -5 "$root/build/head.log"
  check "$name: the head is followed with faults on (exit status $status)" test $status = 0
  compare "$name: rows are those of backfill"
  orphans "$database" >"$root/build/head-orphans.txt"
  made_up=$(comm -13 <(sort "$root/build/head-calm-orphans.txt") <(sort "$root/build/head-orphans.txt"))
  check "$name: $(wc -l <"$root/build/head-orphans.txt") of $(wc -l <"$root/build/head-calm-orphans.txt") recorded orphans seen, no others" \
    test -z "$made_up"
  # A block that lost is shown for one slot; where its one request meets a fault it is not seen.
  if diff -q "$root/build/head-calm-orphans.txt" "$root/build/head-orphans.txt" >/dev/null; then
    causes "$database" >"$root/build/head-causes.txt"
    check "$name: so the causes of misses are equal" \
      diff "$root/build/head-calm-causes.txt" "$root/build/head-causes.txt"
  fi

  fresh "$recording" || { fail "$name: the server does not start"; continue; }
  # Made blocks have no right signatures. How deep a branch may be depends on what the recording calls final.
  for deep in 150:190 150:164 150:155 ""; do
    start_server "$recording" --head 1 --pace 40 --fork 40:44 --fork 90:93 --back 120:3 \
      ${deep:+--fork "$deep"} && break
  done
  [ -n "$server_pid" ] || { fail "$name: the server makes no branches"; continue; }
  for ((i = 0; i < kills; i++)); do
    "$bin/apsis-indexer" follow --beacon "$url" --from genesis --to-slot "$to_slot" \
      --db "embedded:$database" --state-dir "$states" --metrics off --signatures trust \
      >>"$root/build/head.log" 2>&1 &
    pid=$!
    sleep "$(awk -v ms=$((500 + RANDOM % 3000)) 'BEGIN { print ms / 1000 }')"
    kill -9 "$pid" 2>/dev/null
    wait "$pid" 2>/dev/null
  done
  follow_to --signatures trust
  status=$?
  stop_server
  [ $status = 0 ] || tail -5 "$root/build/head.log"
  check "$name: followed over reorganisations and $kills kills (exit status $status)" test $status = 0
  say "$(grep -c 'reorganisation:' "$root/build/head.log") reorganisations, $(grep -c 'replaying .* from slot' "$root/build/head.log") starts"
  compare "$name: rows are those of backfill after $kills kills"
done
drop_database "$database"
rm -rf "$states"
finish
