#!/bin/bash
# Apsis: Rocket Pool rewards indexer and oracle node.
# SPDX-License-Identifier: Apache-2.0
# long.sh MINUTES [TARGET]...: fuzzes each target for so long with AFL++, guided by coverage.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
build=$root/build/afl
[ $# -ge 1 ] && [[ $1 =~ ^[0-9]+$ ]] || { sed -n 4p "$0" >&2; exit 2; }
minutes=$1
shift
targets=("$@")
[ ${#targets[@]} != 0 ] || targets=(era snappy block state events http config chain oracle)

# The plugin refuses a compiler that was rebuilt after it (Debian's security updates do that);
# afl-g++ then instruments the assembler's input instead.
suffix="" mode=-DAPSIS_AFL_PLUGIN
for choice in -fast ""; do
  if echo 'int main() {}' | "afl-g++$choice" -x c++ -o /dev/null - >/dev/null 2>&1; then
    suffix=$choice found_compiler=yes
    break
  fi
done
[ -n "${found_compiler:-}" ] || {
  echo "long.sh: neither afl-g++-fast nor afl-g++ compiles; install afl++ and gcc-12-plugin-dev" >&2
  exit 3
}
[ -n "$suffix" ] || mode=-DAPSIS_AFL_STDIN
echo "instrumented by afl-g++$suffix"

cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DAPSIS_CCACHE=OFF \
  -DCMAKE_C_COMPILER="afl-gcc$suffix" -DCMAKE_CXX_COMPILER="afl-g++$suffix" \
  -DCMAKE_CXX_FLAGS="$mode" ${APSIS_BLST_DIR:+-DAPSIS_BLST_DIR="$APSIS_BLST_DIR"} >/dev/null
cmake --build "$build" -j "${APSIS_JOBS:-$(nproc)}" --target "${targets[@]/#/apsis-fuzz-}" >"$build/build.log" || {
  tail -20 "$build/build.log" >&2
  exit 3
}

# What the machine's core pattern and governor say does not matter to a run like this.
export AFL_SKIP_CPUFREQ=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_NO_UI=1 AFL_NO_AFFINITY=1
found=0
for target in "${targets[@]}"; do
  folder=$build/fuzz/$target
  program=$build/bin/apsis-fuzz-$target
  mkdir -p "$folder"
  "$program" --write-seeds "$folder/seeds" >/dev/null
  AFL_AUTORESUME=1 afl-fuzz -i "$folder/seeds" -o "$folder/out" -t 2000+ -m none \
    -V $((minutes * 60)) -- "$program" >"$folder/log" 2>&1 || {
    tail -20 "$folder/log" >&2
    exit 3
  }
  stats=$folder/out/default/fuzzer_stats
  value() { awk -v key="$1" '$1 == key { print $3 }' "$stats"; }
  crashes=$(find "$folder/out/default/crashes" -name 'id:*' | wc -l)
  hangs=$(find "$folder/out/default/hangs" -name 'id:*' | wc -l)
  echo "$target: $(value execs_done) executions, $(value edges_found) edges," \
    "$crashes crashes, $hangs hangs ($folder/out/default)"
  found=$((found + crashes))
done
[ "$found" = 0 ]
