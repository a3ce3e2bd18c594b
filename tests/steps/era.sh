#!/bin/bash
# Apsis: Rocket Pool rewards indexer and oracle node.
# SPDX-License-Identifier: Apache-2.0
step_help="Writes era files from every recording of a minimal-preset chain (their eras are 64 slots), reads
them back, and compares: rows of backfill --era with those of backfill --recording, rows after
repair with those of an undisturbed run, exports and backfills that were killed with those that were
not. One recording of the mainnet preset is made longer than two eras of 8192 slots."
. "$(dirname "$0")/steps.sh"
need_shared recordings
need_program apsis-indexer
need_program long-chain

indexer=$bin/apsis-indexer
work=$root/build/era
log=$work/log.txt
rm -rf "$work/eras" "$work"/*.txt
mkdir -p "$work"

quiet() { "$@" >"$log" 2>&1 || { local status=$?; tail -3 "$log"; return $status; }; }
slots_of() { python3 -c 'import json,sys; print(json.load(open(sys.argv[1]))["data"]["SLOTS_PER_EPOCH"])' "$1/spec.json"; }
database() { drop_database "$work/$1"; rm -rf "$work/$1-states"; }
# The tables of a database; `cursor` and `chain` aside when $2 says so: runs that began elsewhere.
sums() { "$root/tests/steps/checksums.sh" "$work/$1" | grep -vE "^(${2:-none}) "; }
csv() { "$indexer" rewards --csv --db "embedded:$work/$1"; }
same() {
  sums "$2" "${4:-none}" >"$work/a.txt"; sums "$3" "${4:-none}" >"$work/b.txt"
  check "$1: equal tables" diff "$work/a.txt" "$work/b.txt"
  csv "$2" >"$work/a.csv"; csv "$3" >"$work/b.csv"
  check "$1: equal rewards ($(wc -l <"$work/a.csv") lines)" cmp "$work/a.csv" "$work/b.csv"
}

# Kills a command at random moments until it has ended well by itself.
hunt() {
  local kills=0 pid
  while [ $kills -lt 6 ]; do
    "$@" >"$log" 2>&1 &
    pid=$!
    sleep "0.$((RANDOM % 5))$((RANDOM % 10))"
    kill -9 $pid 2>/dev/null || true
    wait $pid 2>/dev/null || true
    kills=$((kills + 1))
  done
  quiet "$@"
}

# A recording without the blocks that lost: era files have none.
canonical_only() {
  local folder=$work/canonical/$(basename "$1") part
  rm -rf "$folder"; mkdir -p "$folder"
  for part in "$1"/*; do [ "$(basename "$part")" = orphans ] || ln -s "$part" "$folder/"; done
  printf '%s\n' "$folder"
}

# Whether the run in the log went on from a kept state between two slots.
kept_between() {
  local slot
  slot=$(grep -oE "going on from the kept state of slot [0-9]+$" "$log" | grep -oE "[0-9]+$")
  [ "${slot:-0}" -gt "$1" ] && [ "$slot" -lt "$2" ]
}

round_trip() {
  local recording=$1 era_slots=$2 name eras last
  name=$(basename "$recording") eras=$work/eras/$name
  check "$name: export" quiet "$indexer" export --era "$eras" --recording "$recording"
  last=$((($(ls "$eras"/*.era | wc -l) - 1) * era_slots - 1))
  check "$name: eras are proven" quiet "$indexer" verify --era "$eras"
  hunt "$indexer" export --era "$eras-hunted" --recording "$recording"
  check "$name: an export that was killed again and again gives the same files" \
    diff -r "$eras" "$eras-hunted"
  database recorded; database eras-db
  check "$name: backfill --recording" quiet "$indexer" backfill --recording "$recording" \
    --to-slot "$last" --db "embedded:$work/recorded"
  local whole=(backfill --era "$eras" --network "$recording/spec.json" --db "embedded:$work/eras-db" --state-every 0)
  # Six epochs and more behind an era's start, where a state is kept.
  local stop=$((era_slots + era_slots * 52 / 64))
  check "$name: backfill --era, into the middle of an era" quiet "$indexer" "${whole[@]}" --to-slot $stop
  quiet "$indexer" "${whole[@]}" --to-slot $((stop + 3))
  check "$name: it goes on from a kept state, not from the era's start" kept_between $era_slots $stop
  printf x >>"$(ls -v "$work"/eras-db-states/state-*.apsis | tail -1)"
  quiet "$indexer" "${whole[@]}" --to-slot $((stop + 4))
  check "$name: a broken state is told" grep -q "kept state left out: .*bytes instead of" "$log"
  check "$name: and one before it taken" kept_between $era_slots $stop
  check "$name: backfill --era, killed again and again" hunt "$indexer" "${whole[@]}"
  same "$name" recorded eras-db
}

repairs() {
  local recording=$1 eras=$work/eras/$(basename "$1") before after
  database filled
  local db=(--db "embedded:$work/filled")
  check "repair: a range of epochs first" quiet "$indexer" backfill --era "$eras" --from 20 --to 24 "${db[@]}"
  check "repair: gaps before and behind" test "$("$indexer" gaps --from 0 --to 29 --json "${db[@]}")" = \
    '{"from":0,"to":29,"missing":25,"gaps":[{"first":0,"last":19},{"first":25,"last":29}]}'
  check "repair: fills epochs behind the first state" quiet "$indexer" repair --from 0 --to 15 --era "$eras" "${db[@]}"
  check "repair: the gap is told" grep -q "^epochs 16 to 19 are missing (4)$" <("$indexer" gaps "${db[@]}")
  check "repair: fills from a recording" quiet "$indexer" repair --from 16 --to 19 --recording "$recording" "${db[@]}"
  check "repair: a backfill goes on" quiet "$indexer" backfill --era "$eras" --from 25 "${db[@]}"
  check "repair: no gap is left" test "$("$indexer" gaps "${db[@]}" | tail -1 | cut -d' ' -f1)" = 0
  # The anchor stays that of the first run.
  same "repair: filled" filled eras-db chain
  quiet "$indexer" psql "${db[@]}" -- -c "UPDATE epochs SET proof_state_root = '\\x00' WHERE epoch = 7;
    UPDATE epoch_rewards SET head_gwei = source_gwei WHERE epoch IN (7, 20);
    DELETE FROM validator_states WHERE epoch = 0; DELETE FROM blocks WHERE epoch = 0;
    DELETE FROM epoch_rewards WHERE epoch = 9"
  check "repair: the first epoch" quiet "$indexer" repair --from 0 --to 0 --era "$eras" "${db[@]}"
  check "repair: a doubted epoch is written anew" quiet "$indexer" repair --from 7 --to 20 --era "$eras" "${db[@]}"
  check "repair: another proof is said with both roots" grep -q "epoch 7 was stored with state root 0x00 of slot .* it is proven by state root 0x" "$log"
  same "repair: repaired" filled eras-db chain
  "$indexer" repair --from 0 --to 100000 --era "$eras" "${db[@]}" >"$log" 2>&1
  check "repair: a range that the source does not reach ends with 3" test $? = 3
  "$indexer" repair --from 0 --era "$eras" "${db[@]}" >"$log" 2>&1
  check "repair: half a range is a wrong call" test $? = 2
  database filled
}

refusals() {
  local eras=$work/eras/$(basename "$1") broken=$work/eras/broken file
  refuse() {  # NAME WORDS
    "$indexer" verify --era "$broken" >"$log" 2>&1
    local status=$?
    if [ $status = 1 ] && grep -qE "$2" "$log"; then pass "refused: $1"
    else tail -3 "$log"; fail "$1: exit status $status, expected 1 and '$2'"; fi
  }
  renew() { rm -rf "$broken"; cp -r "$eras" "$broken"; file=$(ls "$broken"/*-00002-*.era); }
  renew; rm "$file"; refuse "a missing era" "\.era, byte 0: an era is missing: slot 64"
  renew; truncate -s -7 "$file"; refuse "a file cut short" "$file, byte [0-9]+"
  renew; mv "$file" "${file%-*}-01020304.era"; refuse "a name with another root" "byte [0-9]+: the name says"
  renew; printf '\x5a' | dd of="$file" bs=1 seek=3000 conv=notrunc status=none
  refuse "a flipped byte" "$file, byte [0-9]+"
  rm "$broken"/*-0000[01]-*.era; refuse "a flipped byte before the first state" "$file, byte [0-9]+"
  renew; cp "$file" "$broken/other.era"; refuse "an era twice" "other\.era.* ends at slot 128 as"
  "$indexer" verify --era "$eras" --network mainnet >"$log" 2>&1
  check "refused: another network" test $? = 1
  "$indexer" verify --era "$work/none" >"$log" 2>&1
  check "a folder that is not there is a wrong call" test $? = 2
}

# Goes on behind a recording of the mainnet preset with few blocks, beyond its second era.
long_chain() {
  local folder
  folder=$work/long/$(basename "$1")
  rm -rf "$folder"; mkdir -p "$folder"
  check "$(basename "$1"): two eras of few blocks" quiet "$bin/long-chain" "$1" "$folder" 16700
  round_trip "$folder" 8192
}

done_one= long_one=
while read -r recording; do
  if [ "$(slots_of "$recording")" != 8 ]; then
    # Electra's draws of proposers take most of the time of empty slots: an older fork is enough.
    [ "$(basename "$recording")" = deneb-mainnet-256 ] || { say "$(basename "$recording"): shorter than an era"; continue; }
    long_chain "$recording"
    long_one=yes
    continue
  fi
  recording=$(canonical_only "$recording")
  round_trip "$recording" 64
  [ -z "$done_one" ] || continue
  repairs "$recording"
  refusals "$recording"
  done_one=yes
done < <(beacon_recordings)
check "there was a chain of the mainnet preset" test -n "$long_one"
check "there was a chain of the minimal preset" test -n "$done_one"
for name in recorded eras-db filled; do database $name; done
finish
