#!/bin/bash
# Apsis: Rocket Pool rewards indexer and oracle node.
# SPDX-License-Identifier: Apache-2.0
step_help="Compiles the stand-in contracts of tests/contracts again, compares them with the code that is kept
beside them, and tries every guard of theirs on a chain of its own (anvil). Both tools come from npm;
without it the step is skipped."
. "$(dirname "$0")/steps.sh"
. tests/contracts/anvil.sh
trap stop_anvil EXIT
need_anvil

node tests/contracts/compile.js "$npm_dir/node_modules" >"$root/build/contracts.json"
check "the contracts compile to tests/contracts/code.json (tests/contracts/compile.js writes it)" \
  cmp "$root/build/contracts.json" tests/contracts/code.json

if start_anvil; then
  python3 tests/contracts/try_contracts.py "$chain_url" "$accounts" >"$root/build/contracts.log" 2>&1
  grep -E '^(FAILED|ok)' "$root/build/contracts.log"
  add_counts <"$root/build/contracts.log" || { fail "the contracts could not be tried"; tail -5 "$root/build/contracts.log"; }
  python3 tests/contracts/deploy.py "$chain_url" "$accounts" "$root/build/deployment.json"
  check "a network with three members that have keys" \
    python3 -c 'import json,sys; d=json.load(open(sys.argv[1])); sys.exit(len({m["key"] for m in d["members"]}) != 3 or len(d["rocket_storage"]) != 42)' \
    "$root/build/deployment.json"
else
  fail "anvil does not start (see build/anvil.log)"
fi
finish
