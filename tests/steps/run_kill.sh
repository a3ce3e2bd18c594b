#!/bin/bash
# Apsis: Rocket Pool rewards indexer and oracle node.
# SPDX-License-Identifier: Apache-2.0
step_help="Kills an armed \`apsis-oracle run\` with kill -9 at APSIS_RUN_KILLS (20) random moments (APSIS_SEED chooses
them) while it votes on a test chain (anvil, stand-in contracts): each target gets one vote of each kind,
by one transaction. anvil comes from npm; without it the step is skipped."
. "$(dirname "$0")/steps.sh"
. tests/contracts/anvil.sh
trap stop_anvil EXIT
need_program apsis-oracle
need_anvil

folder=$root/build/run-kill
log=$root/build/run-kill.log
seed=${APSIS_SEED:-$(($(date +%s) % 32768))}
say "seed $seed (APSIS_SEED sets it)"
drop_database "$folder/member0/db"
rm -rf "$folder"
mkdir -p "$folder"
if start_anvil; then
  python3 tests/contracts/kill_member.py "$bin/apsis-oracle" "$chain_url" "$accounts" "$folder" \
    "${APSIS_RUN_KILLS:-20}" "$seed" >"$log" 2>&1
  grep -E '^(FAILED|ok|[0-9]+ kills)' "$log"
  add_counts <"$log" || { fail "the member could not vote"; tail -n 5 "$log"; }
  grep -q '^FAILED' "$log" && tail -n 10 "$folder"/member0.log
else
  fail "anvil does not start (see build/anvil.log)"
fi
finish
