#!/bin/bash
# Apsis: Rocket Pool rewards indexer and oracle node.
# SPDX-License-Identifier: Apache-2.0
step_help="Three members store a recorded chain's duties, build the interval's rewards tree by themselves, and vote
for it on a test chain (anvil, stand-in contracts) until it is accepted with the root of \`tree build\`. anvil
comes from npm; without it the step is skipped."
. "$(dirname "$0")/steps.sh"
. tests/contracts/anvil.sh
trap stop_anvil EXIT
need_program apsis-oracle
need_program apsis-indexer
need_anvil

folder=$root/build/rewards-vote
log=$root/build/rewards-vote.log
data=tests/data/demo
for member in 0 1 2; do drop_database "$folder/member$member/db"; done
rm -rf "$folder"
mkdir -p "$folder"
tar -xJf "$data/fulu-mainnet-126.tar.xz" -C "$folder"
genesis=$(python3 -c 'import json,sys; print(json.load(open(sys.argv[1]))["chain"]["genesis_time"])' \
  "$data/network-snapshot.json")
if start_anvil --timestamp "$genesis"; then
  python3 tests/contracts/rewards_members.py "$bin/apsis-oracle" "$bin/apsis-indexer" \
    "$folder/fulu-mainnet-126" "$data/network-snapshot.json" "$chain_url" "$accounts" "$folder" >"$log" 2>&1
  grep -E '^(FAILED|ok)' "$log"
  add_counts <"$log" || { fail "the members could not vote"; tail -n 5 "$log"; }
  grep -q '^FAILED' "$log" && tail -n 10 "$folder"/member0.log
else
  fail "anvil does not start (see build/anvil.log)"
fi
finish
