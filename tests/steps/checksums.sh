#!/bin/bash
# Apsis: Rocket Pool rewards indexer and oracle node.
# SPDX-License-Identifier: Apache-2.0
step_help="Prints a line for each table of an embedded database: its name, number of rows, and a checksum
of all rows in sorted order. Usage: tests/steps/checksums.sh DIR"
. "$(dirname "$0")/steps.sh"

query() { "$bin/apsis-indexer" psql --db "embedded:$1" --log-level warn -- -AtX -v ON_ERROR_STOP=1 -c "$2"; }

folder=${1:?the folder of an embedded database is needed}
# The rows of the schema's history hold times; all other rows come from the chain alone.
tables=$(query "$folder" "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind = 'r' AND n.nspname = 'public' AND c.relname <> 'schema_steps'
  ORDER BY 1") || exit 3
sql=""
for table in $tables; do
  sql+="SELECT '$table', count(*), md5(coalesce(string_agg(t::text, E'\n' ORDER BY t::text), '')) FROM $table t;"
done
query "$folder" "$sql"
