#!/bin/bash
# Apsis: Rocket Pool rewards indexer and oracle node.
# SPDX-License-Identifier: Apache-2.0
#
# A sparring beacon node for a step; sourced behind steps.sh. One runs at a time, and it goes with
# the step.

need_program recording-server
server_pid=""
stop_server() { [ -z "$server_pid" ] || { kill "$server_pid" 2>/dev/null; wait "$server_pid" 2>/dev/null; }; server_pid=""; }
trap stop_server EXIT

# Starts it on a free port with the given arguments; sets `url`. Shows its log when it does not start.
start_server() {
  local log=$root/build/recording-server.log
  : >"$log"  # or the URL of the one before could be read
  "$bin/recording-server" "$@" >"$log" 2>&1 &
  server_pid=$!
  for _ in $(seq 100); do
    url=$(sed -n 's/^listening on //p' "$log")
    [ -z "$url" ] || return 0
    kill -0 "$server_pid" 2>/dev/null || break
    sleep 0.1
  done
  cat "$log"
  server_pid=""
  return 1
}
