#!/bin/bash
# Apsis: Rocket Pool rewards indexer and oracle node.
# SPDX-License-Identifier: Apache-2.0
#
# A test chain for steps; sourced by them after steps.sh. What is used from npm is pinned here.

npm_dir=$root/build/npm
npm_packages=(@foundry-rs/anvil-linux-amd64@1.7.1 solc@0.8.30)
anvil=$npm_dir/node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil
anvil_pid=""

stop_anvil() { [ -z "$anvil_pid" ] || { kill "$anvil_pid" 2>/dev/null; wait "$anvil_pid" 2>/dev/null; }; anvil_pid=""; }

# Ends the step with one skip when anvil and solc cannot be had.
need_anvil() {
  local what="test chain and contracts"
  [ "$(uname -m)" = x86_64 ] || { skip "$what: anvil is taken for x86_64 alone"; finish; }
  [ -x "$anvil" ] && [ -d "$npm_dir/node_modules/solc" ] && return
  command -v npm >/dev/null || { skip "$what: npm is not installed"; finish; }
  mkdir -p "$npm_dir"
  npm install --prefix "$npm_dir" --no-save --no-audit --no-fund --ignore-scripts \
    "${npm_packages[@]}" >"$npm_dir/install.log" 2>&1
  [ -x "$anvil" ] && [ -d "$npm_dir/node_modules/solc" ] && return
  skip "$what: npm could not install ${npm_packages[*]} (see $npm_dir/install.log)"
  finish
}

# Starts anvil on a free port, with more arguments as given; sets `chain_url` and `accounts`, a file
# with its accounts and their keys.
start_anvil() {
  local log=$root/build/anvil.log
  accounts=$root/build/anvil-accounts.json
  rm -f "$accounts"
  : >"$log"  # or the URL of the one before could be read
  "$anvil" --host 127.0.0.1 --port 0 --chain-id 31337 --hardfork prague \
    --config-out "$accounts" "$@" >"$log" 2>&1 &
  anvil_pid=$!
  for _ in $(seq 100); do
    chain_url=$(sed -n 's/^Listening on /http:\/\//p' "$log")
    [ -z "$chain_url" ] || return 0
    kill -0 "$anvil_pid" 2>/dev/null || break
    sleep 0.1
  done
  anvil_pid=""
  return 1
}
