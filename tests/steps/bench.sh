#!/bin/bash
# Apsis: Rocket Pool rewards indexer and oracle node.
# SPDX-License-Identifier: Apache-2.0
step_help="Runs every bench at a tiny size: the fast paths must give what their plain twins give, and the
made-up chain's state roots must agree. No time is judged. APSIS_BENCH_VALIDATORS (16384) is the size."
. "$(dirname "$0")/steps.sh"
need_program apsis-bench

validators=${APSIS_BENCH_VALIDATORS:-16384}
log=$root/build/bench.log
"$bin/apsis-bench" --validators "$validators" >"$log" 2>&1
status=$?
cat "$log"
check "every bench at $validators validators" test $status = 0
check "no result is wrong" grep -q ' 0 results wrong$' "$log"
"$bin/apsis-bench" --validators 10 >/dev/null 2>&1
check "a size that is too small is a wrong call" test $? = 2
finish
