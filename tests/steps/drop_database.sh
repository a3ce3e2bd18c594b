#!/bin/bash
# Apsis: Rocket Pool rewards indexer and oracle node.
# SPDX-License-Identifier: Apache-2.0
step_help="Stops the private cluster in the folder that is given, if it runs, and removes the folder."
. "$(dirname "$0")/steps.sh"

folder=${1:?a folder is needed}
[ -d "$folder" ] || exit 0
pid_file=$(find "$folder" -maxdepth 2 -name postmaster.pid | head -1)
if [ -n "$pid_file" ]; then
  pid=$(head -1 "$pid_file")
  # The process must be this cluster's own: a stale file may name another one.
  if [ "$(readlink -f "/proc/$pid/cwd" 2>/dev/null)" = "$(readlink -f "$(dirname "$pid_file")")" ]; then
    kill -INT "$pid" 2>/dev/null
    for _ in $(seq 100); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
  fi
fi
rm -rf "$folder"
