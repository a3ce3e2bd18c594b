#!/bin/bash
# Apsis: Rocket Pool rewards indexer and oracle node.
# SPDX-License-Identifier: Apache-2.0
#
# run_tree_cases.sh APSIS_CASES WORK_DIR: unpacks the tree vectors of APSIS_SHARED (default ../shared
# beside the repository) into WORK_DIR and runs them. Exit status 77: the vectors are not there.
set -euo pipefail
program=$1 work=$2
root=$(cd "$(dirname "$0")/../.." && pwd)
vectors=${APSIS_SHARED:-$root/../shared}/vectors/tree
if ! ls "$vectors"/*.tar.xz >/dev/null 2>&1; then
  echo "skipped: no tree vectors in $vectors (set APSIS_SHARED)"
  exit 77
fi
rm -rf "$work"
mkdir -p "$work"
for archive in "$vectors"/*.tar.xz; do tar -xJf "$archive" -C "$work"; done
"$program" "$work"
