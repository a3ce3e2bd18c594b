#!/bin/bash
# Apsis: Rocket Pool rewards indexer and oracle node.
# SPDX-License-Identifier: Apache-2.0
step_help="Three members of an oracle DAO on a test chain (anvil, stand-in contracts), each an apsis-oracle with
a database and a key of its own, vote for balances and price until both are accepted; one is given a wrong
beacon balance and must be named with it before the quorum. Challenges are answered, stale rates on other
chains sent, and votes that suffice after members left are executed. The metrics of dashboard and alerts must be there. anvil comes from npm; without it the step is
skipped."
. "$(dirname "$0")/steps.sh"
. tests/contracts/anvil.sh
trap stop_anvil EXIT
need_program apsis-oracle
need_anvil

folder=$root/build/members
log=$root/build/members.log
for member in 0 1 2; do drop_database "$folder/member$member/db"; done
rm -rf "$folder"
mkdir -p "$folder"
mapfile -t metrics < <(tests/steps/dashboard_queries.py metrics deploy/grafana/dashboards/*.json \
  deploy/prometheus/rules.yml | sort -u | grep '^apsis_oracle_')
if start_anvil; then
  python3 tests/contracts/three_members.py "$bin/apsis-oracle" "$chain_url" "$accounts" "$folder" "${metrics[@]}" >"$log" 2>&1
  grep -E '^(FAILED|ok)' "$log"
  add_counts <"$log" || { fail "the members could not vote"; tail -n 5 "$log"; }
  grep -q '^FAILED' "$log" && tail -n 10 "$folder"/member0.log
else
  fail "anvil does not start (see build/anvil.log)"
fi
finish
