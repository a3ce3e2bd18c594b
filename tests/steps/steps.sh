#!/bin/bash
# Apsis: Rocket Pool rewards indexer and oracle node.
# SPDX-License-Identifier: Apache-2.0
#
# What the steps of ./test share; sourced by each of them, after it has set `step_help`.
set -uo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
shared=${APSIS_SHARED:-$root/../shared}
preset=${APSIS_PRESET:-release}
bin=$root/build/$preset/bin
jobs=${APSIS_JOBS:-2}
unpacked=$root/build/shared
passed=0 failed=0 skipped=0

case ${1:-} in
  --help|-h) printf 'Usage: tests/steps/%s [--help]\n\n%s\n' "$(basename "$0")" "$step_help"; exit 0 ;;
esac
cd "$root" || exit 3

say() { printf '%s\n' "$*"; }
pass() { passed=$((passed + 1)); say "ok: $*"; }
fail() { failed=$((failed + 1)); say "FAILED: $*"; }
skip() { skipped=$((skipped + 1)); say "skipped: $*"; }

# Ends the step with its sum, which ./test reads.
finish() {
  say "$passed passed, $failed failed, $skipped skipped"
  [ "$failed" = 0 ]
  exit
}

# Adds the counts of a line "N passed, N failed, N skipped" on stdin; fails when there is none.
add_counts() {
  local line
  line=$(grep -E '^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$' | tail -1)
  [ -n "$line" ] || return 1
  local words
  read -ra words <<<"${line//,/}"
  passed=$((passed + words[0])) failed=$((failed + words[2])) skipped=$((skipped + words[4]))
}

# Runs a command and counts it under a name by its exit status.
check() {
  local name=$1; shift
  if "$@"; then pass "$name"; else fail "$name (exit status $?)"; fi
}

# Ends the step with one skip when the shared vectors and recordings are not there.
need_shared() {
  [ -d "$shared/$1" ] && return
  skip "$1: no folder $shared/$1 (set APSIS_SHARED)"
  finish
}

# Ends the step with a failure when a program was not built.
need_program() {
  [ -x "$bin/$1" ] && return
  fail "$bin/$1 is missing: build it first (tests/steps/build.sh)"
  finish
}

# Unpacks an archive of the shared folder once, to build/shared/..., and prints the folder; the
# archive holds a folder of its own name, or else is given one.
unpack() {
  local archive=$1 kind=$2
  local name; name=$(basename "$archive" .tar.xz)
  local folder=$unpacked/$kind/$name
  local stamp=$unpacked/$kind/.$name.stamp sum
  sum=$(sha256sum <"$archive")
  if [ "$(cat "$stamp" 2>/dev/null)" != "$sum" ]; then
    rm -rf "$folder"
    mkdir -p "$folder.new"
    tar -xJf "$archive" -C "$folder.new" || return 1
    if [ -d "$folder.new/$name" ] && [ "$(ls "$folder.new" | wc -l)" = 1 ]; then
      mv "$folder.new/$name" "$folder" && rmdir "$folder.new"
    else
      mv "$folder.new" "$folder"
    fi
    printf '%s' "$sum" >"$stamp"
  fi
  printf '%s\n' "$folder"
}

# Folders of the recorded beacon chains (those with blocks), unpacked.
beacon_recordings() {
  local archive folder
  for archive in "$shared"/recordings/*.tar.xz; do
    [ -e "$archive" ] || continue
    folder=$(unpack "$archive" recordings) || return 1
    [ -f "$folder/blocks/index.tsv" ] && printf '%s\n' "$folder"
  done
  return 0
}

# A recording to break and kill on: the one that is committed for the demo.
demo_recording() { unpack "$root/tests/data/demo/fulu-mainnet-126.tar.xz" demo; }

# Stops and removes a private database cluster that a step made.
drop_database() {
  "$root/tests/steps/drop_database.sh" "$1"
}
