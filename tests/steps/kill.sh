#!/bin/bash
# Apsis: Rocket Pool rewards indexer and oracle node.
# SPDX-License-Identifier: Apache-2.0
step_help="Kills apsis-indexer backfill with kill -9 at APSIS_KILLS (10) random moments (APSIS_SEED chooses
them) and lets it go on each time: the rows must be those of an undisturbed run. A run that ended
before all kills were done starts over in a new database. Every third kill takes the database
server, too."
. "$(dirname "$0")/steps.sh"
need_program apsis-indexer

kills=${APSIS_KILLS:-10}
seed=${APSIS_SEED:-$(($(date +%s) % 32768))}
RANDOM=$seed
say "seed $seed (APSIS_SEED sets it)"
recording=$(demo_recording) || { fail "cannot unpack the recording of the demo"; finish; }
calm=$root/build/db-calm
hunted=$root/build/db-hunted

backfill() { "$bin/apsis-indexer" backfill --recording "$recording" --db "embedded:$1"; }
checksums() { "$root/tests/steps/checksums.sh" "$1"; }

drop_database "$calm"
start=$(date +%s%N)
backfill "$calm" >"$root/build/kill-calm.log" 2>&1
check "an undisturbed run ends well" test $? = 0
calm_ms=$((($(date +%s%N) - start) / 1000000))
checksums "$calm" >"$root/build/checksums-calm.txt"
check "an undisturbed run has rows" test "$(wc -l <"$root/build/checksums-calm.txt")" -gt 5
say "undisturbed: $calm_ms ms"

kill_server() {
  local pid_file
  pid_file=$(find "$hunted" -maxdepth 2 -name postmaster.pid | head -1)
  [ -z "$pid_file" ] || kill -9 "$(head -1 "$pid_file")" 2>/dev/null
}

compare() {
  checksums "$hunted" >"$root/build/checksums-hunted.txt"
  check "after $1 kills the rows are those of the undisturbed run" \
    diff "$root/build/checksums-calm.txt" "$root/build/checksums-hunted.txt"
}

drop_database "$hunted"
done_kills=0 here=0
while [ "$done_kills" -lt "$kills" ]; do
  # Not through the function: the process to kill is the program, not a shell around it.
  "$bin/apsis-indexer" backfill --recording "$recording" --db "embedded:$hunted" \
    >"$root/build/kill-hunted.log" 2>&1 &
  pid=$!
  sleep "$(awk -v ms=$((RANDOM % (calm_ms * 4 / 5 + 1))) 'BEGIN { print ms / 1000 }')"
  kill -9 "$pid" 2>/dev/null
  wait "$pid" 2>/dev/null
  status=$?
  if [ $status = 137 ]; then
    done_kills=$((done_kills + 1)) here=$((here + 1))
    [ $((done_kills % 3)) != 0 ] || kill_server
  else
    [ $status = 0 ] || tail -5 "$root/build/kill-hunted.log"
    check "a run after $here kills ends well (it ended with $status)" test $status = 0
    compare "$here"
    drop_database "$hunted"
    here=0
  fi
done
backfill "$hunted" >"$root/build/kill-hunted.log" 2>&1
check "the run after $done_kills kills ends well" test $? = 0
compare "$here"
drop_database "$hunted"
drop_database "$calm"
finish
