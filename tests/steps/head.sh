#!/bin/bash
# Apsis: Rocket Pool rewards indexer and oracle node.
# SPDX-License-Identifier: Apache-2.0
step_help="Follows the moving head of recorded chains, served with reorganisations and faults, by
apsis-indexer follow; then again while it is killed with kill -9 at APSIS_HEAD_KILLS (4) random
moments (APSIS_SEED chooses them): the rows must be those of a quiet backfill."
. "$(dirname "$0")/steps.sh"
need_program apsis-indexer
need_program recording-server

kills=${APSIS_HEAD_KILLS:-4}
seed=${APSIS_SEED:-$(($(date +%s) % 32768))}
RANDOM=$seed
say "seed $seed (APSIS_SEED sets it)"
database=$root/build/db-head
states=$root/build/states-head

server_pid=""
stop_server() { [ -z "$server_pid" ] || { kill "$server_pid" 2>/dev/null; wait "$server_pid" 2>/dev/null; }; server_pid=""; }
trap stop_server EXIT

# Starts the server on a free port; sets `url`.
start_server() {
  local log=$root/build/head-server.log
  "$bin/recording-server" "$@" >"$log" 2>&1 &
  server_pid=$!
  for _ in $(seq 100); do
    url=$(sed -n 's/^listening on //p' "$log")
    [ -z "$url" ] || return 0
    sleep 0.1
  done
  cat "$log"
  return 1
}

fresh() { drop_database "$database"; rm -rf "$states"; }

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

# Orphans of the database and what they explain.
orphans() {
  "$bin/apsis-indexer" psql --db "embedded:$1" -- -qAtX -v ON_ERROR_STOP=1 <<'SQL'
SELECT 'orphans', slot, encode(root, 'hex') FROM blocks WHERE orphaned ORDER BY slot;
SELECT 'causes', miss_cause, count(*) FROM misses GROUP BY 2 ORDER BY 2;
SQL
}

follow_to() {
  timeout 200 "$bin/apsis-indexer" follow --beacon "$url" --from genesis --to-slot "$to_slot" \
    --db "embedded:$database" --state-dir "$states" --metrics off >>"$root/build/head.log" 2>&1
}

compare() {
  rows "$database" >"$root/build/head-rows.txt"
  check "$1" diff "$root/build/head-calm.txt" "$root/build/head-rows.txt"
}

for recording in $(demo_recording; [ ! -d "$shared/recordings" ] || beacon_recordings); do
  name=$(basename "$recording")
  [ "$name" != "${before:-}" ] || continue
  before=$name
  to_slot=$(($(tail -1 "$recording/blocks/index.tsv" | cut -f1) - 2))
  fresh
  "$bin/apsis-indexer" backfill --recording "$recording" --to-slot "$to_slot" \
    --db "embedded:$database" >"$root/build/head.log" 2>&1 ||
    { tail -5 "$root/build/head.log"; fail "$name: backfill"; continue; }
  rows "$database" >"$root/build/head-calm.txt"
  orphans "$database" >"$root/build/head-calm-orphans.txt"

  fresh
  : >"$root/build/head.log"
  start_server "$recording" --head 1 --pace 20 --disconnect 30 --fault 503x2@33 --fault cutx1@40 \
    --fault dropx1@50 --fault 500x1@header --fault flipx1@70 --fault wrong-rootx1@root
  follow_to
  status=$?
  stop_server
  [ $status = 0 ] || tail -5 "$root/build/head.log"
  check "$name: the head is followed with faults on (exit status $status)" test $status = 0
  compare "$name: rows are those of backfill"
  # A block that lost is shown for one slot; where its one request meets a fault it is not seen.
  orphans "$database" >"$root/build/head-orphans.txt"
  grep '^orphans' "$root/build/head-orphans.txt" >"$root/build/head-seen.txt"
  check "$name: no orphan that backfill does not know" \
    test -z "$(grep -vxFf "$root/build/head-calm-orphans.txt" "$root/build/head-seen.txt")"
  if [ "$(wc -l <"$root/build/head-seen.txt")" = "$(grep -c '^orphans' "$root/build/head-calm-orphans.txt")" ]; then
    check "$name: all orphans were seen, so the causes are equal" \
      diff "$root/build/head-calm-orphans.txt" "$root/build/head-orphans.txt"
  else
    say "$name: $(wc -l <"$root/build/head-seen.txt") of $(grep -c '^orphans' "$root/build/head-calm-orphans.txt") orphans were seen"
  fi

  fresh
  : >"$root/build/head.log"
  start_server "$recording" --head 1 --pace 20 --fork 40:44 --fork 90:101 --back 120:3 --fork 150:190
  for ((i = 0; i < kills; i++)); do
    "$bin/apsis-indexer" follow --beacon "$url" --from genesis --to-slot "$to_slot" \
      --db "embedded:$database" --state-dir "$states" --metrics off >>"$root/build/head.log" 2>&1 &
    pid=$!
    sleep "$(awk -v ms=$((500 + RANDOM % 3000)) 'BEGIN { print ms / 1000 }')"
    kill -9 "$pid" 2>/dev/null
    wait "$pid" 2>/dev/null
  done
  follow_to
  status=$?
  stop_server
  [ $status = 0 ] || tail -5 "$root/build/head.log"
  check "$name: followed over reorganisations and $kills kills (exit status $status)" test $status = 0
  say "$(grep -c 'reorganisation:' "$root/build/head.log") reorganisations, $(grep -c 'replaying from slot' "$root/build/head.log") starts"
  compare "$name: rows are those of backfill after $kills kills"
done
fresh
finish
