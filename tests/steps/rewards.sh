#!/bin/bash
# Apsis: Rocket Pool rewards indexer and oracle node.
# SPDX-License-Identifier: Apache-2.0
step_help="Stores the recorded chains that have a rewards-NAME.csv.xz in APSIS_SHARED (../shared) in an
embedded PostgreSQL and compares rewards --csv with that file, line by line."
. "$(dirname "$0")/steps.sh"
need_shared recordings
need_program apsis-indexer

for table in "$shared"/recordings/rewards-*.csv.xz; do
  [ -e "$table" ] || { skip "there is no rewards-*.csv.xz in $shared/recordings"; break; }
  name=$(basename "$table" .csv.xz) && name=${name#rewards-}
  recording=$(unpack "$shared/recordings/$name.tar.xz" recordings) || { fail "no recording $name"; continue; }
  database=$root/build/db-rewards-$name
  drop_database "$database"
  if ! "$bin/apsis-indexer" backfill --recording "$recording" --db "embedded:$database"; then
    fail "$name: backfill"
    continue
  fi
  xz -dc "$table" >"$root/build/rewards-$name.expected.csv"
  "$bin/apsis-indexer" rewards --csv --db "embedded:$database" >"$root/build/rewards-$name.csv"
  lines=$(wc -l <"$root/build/rewards-$name.expected.csv")
  if difference=$(diff "$root/build/rewards-$name.expected.csv" "$root/build/rewards-$name.csv"); then
    pass "$name: all $lines lines are equal"
  else
    head -20 <<<"$difference"
    fail "$name: $(grep -c '^[<>]' <<<"$difference") lines differ of $lines"
  fi
  drop_database "$database"
done
finish
