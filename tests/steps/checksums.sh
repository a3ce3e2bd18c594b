#!/bin/bash
# Apsis: Rocket Pool rewards indexer and oracle node.
# SPDX-License-Identifier: Apache-2.0
step_help="Prints a line for each table of an embedded database: its name, number of rows, and a checksum
of them. Usage: tests/steps/checksums.sh DIR"
. "$(dirname "$0")/steps.sh"

folder=${1:?the folder of an embedded database is needed}
exec "$bin/apsis-indexer" status --checksums --db "embedded:$folder"
