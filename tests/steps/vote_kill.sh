#!/bin/bash
# Apsis: Rocket Pool rewards indexer and oracle node.
# SPDX-License-Identifier: Apache-2.0
step_help="Kills a voting member with kill -9 at APSIS_KILLS (100) random moments (APSIS_SEED chooses them),
between the first thought of a vote and its final block, beside a made-up execution node that loses
answers, forgets transactions and takes blocks back. Every tenth kill takes the database server, too.
In the end each vote must be on chain once, by one transaction alone."
. "$(dirname "$0")/steps.sh"
need_program apsis-fake-node
need_program apsis-test-voter

kills=${APSIS_KILLS:-100}
seed=${APSIS_SEED:-$(($(date +%s) % 32768))}
RANDOM=$seed
say "seed $seed (APSIS_SEED sets it)"
folder=$root/build/db-votes
log=$root/build/vote-kill.log
found=$root/build/vote-kill-found.log
drop_database "$folder"
: >"$log"
: >"$found"

rm -f "$root/build/fake-node.log"
"$bin/apsis-fake-node" "$seed" 40 >"$root/build/fake-node.log" 2>&1 &
node_pid=$!
end() {
  kill "$node_pid" 2>/dev/null
  wait "$node_pid" 2>/dev/null
  drop_database "$folder"
}
trap end EXIT
for _ in $(seq 100); do
  url=$(head -1 "$root/build/fake-node.log" 2>/dev/null)
  [ -n "$url" ] && break
  sleep 0.1
done
[ -n "$url" ] || { fail "the made-up node does not start"; finish; }

# Not through a function: the process to kill is the program, not a shell around it.
"$bin/apsis-test-voter" "embedded:$folder" "$url" 3 >>"$log" 2>&1
check "an undisturbed member's votes become final" test $? = 0

kill_server() {
  local pid_file
  pid_file=$(find "$folder" -maxdepth 2 -name postmaster.pid | head -1)
  [ -z "$pid_file" ] || kill -9 "$(head -1 "$pid_file")" 2>/dev/null
}

done_kills=0 ended=0
while [ "$done_kills" -lt "$kills" ] && [ "$ended" -lt "$kills" ]; do
  "$bin/apsis-test-voter" "embedded:$folder" "$url" 20 >"$found.one" 2>&1 &
  pid=$!
  sleep "$(awk -v ms=$((RANDOM % 500 + 20)) 'BEGIN { print ms / 1000 }')"
  kill -9 "$pid" 2>/dev/null
  wait "$pid" 2>/dev/null
  status=$?
  grep '^begins with' "$found.one" >>"$found"
  cat "$found.one" >>"$log"
  if [ $status = 137 ]; then
    done_kills=$((done_kills + 1))
    [ $((done_kills % 10)) != 0 ] || kill_server
  else
    ended=$((ended + 1))
    [ $status = 0 ] || { tail -5 "$found.one"; fail "a member ended with $status"; }
  fi
done
check "it was killed $done_kills times" test "$done_kills" = "$kills"
"$bin/apsis-test-voter" "embedded:$folder" "$url" 1 >>"$log" 2>&1
check "the member goes on after all kills until every vote is final" test $? = 0

say "votes found under way at starts:"
tr ' ' '\n' <"$found" | grep -E '^(computed|simulated|journaled|signed|sent|mined)$' | sort | uniq -c
# Where a kill lands is chance and the machine's speed; that they all land in one place is not.
met=$(tr ' ' '\n' <"$found" | grep -xE 'computed|simulated|journaled|signed|sent|mined' | sort -u | wc -l)
check "kills left votes in $met of 6 states, so in at least 3" test "$met" -ge 3

python3 - "$url" "$root/build/vote-kill-chain.json" <<'PYTHON'
import json, sys, urllib.request
body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "test_votes", "params": []}).encode()
for _ in range(20):
    try:
        request = urllib.request.Request(sys.argv[1], body, {"Content-Type": "application/json"})
        votes = json.load(urllib.request.urlopen(request))["result"]
        break
    except OSError:
        continue
json.dump(votes, open(sys.argv[2], "w"))
print(f"{len(votes)} subjects,", sum(v.get("votes", 0) for v in votes.values()), "votes,",
      sum(v.get("transactions", 0) for v in votes.values()), "transactions")
PYTHON
chain=$root/build/vote-kill-chain.json
subjects_ok() {
  python3 - "$chain" "$1" <<'PYTHON'
import json, sys
votes = json.load(open(sys.argv[1]))
bad = [s for s in map(str, range(1, len(votes) + 1)) if votes.get(s, {}).get(sys.argv[2]) != 1]
print("wrong:", bad[:10]) if bad else None
sys.exit(1 if bad or len(votes) < 10 else 0)
PYTHON
}
check "no vote is lost and none is double: each subject has one" subjects_ok votes
check "each subject was voted on by one transaction alone" subjects_ok transactions
finish
