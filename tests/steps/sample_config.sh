#!/bin/bash
# Apsis: Rocket Pool rewards indexer and oracle node.
# SPDX-License-Identifier: Apache-2.0
#
# Prints deploy/apsis.toml.sample as the programs of a bin folder would have it: what both have, then
# a section for each. Usage: tests/steps/sample_config.sh build/release/bin
set -euo pipefail

bin=${1:?the folder of the programs is needed}
cat <<'HEAD'
# Apsis: Rocket Pool rewards indexer and oracle node.
# SPDX-License-Identifier: Apache-2.0
#
# Every key with its default. Copy it, keep what you change, and name it with --config or
# APSIS_CONFIG. Flags beat the environment, which beats this file. Unknown keys are refused.

HEAD
"$bin/apsis-indexer" --sample-config
printf '\n'
"$bin/apsis-oracle" --sample-config | sed -n '/^\[oracle\]/,$p'
