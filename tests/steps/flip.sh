#!/bin/bash
# Apsis: Rocket Pool rewards indexer and oracle node.
# SPDX-License-Identifier: Apache-2.0
step_help="Flips one byte in the message of recorded blocks, at random places (APSIS_SEED chooses them),
and leaves a block out: each must be an error with status 1, and no row may stand for its epoch."
. "$(dirname "$0")/steps.sh"
need_program apsis-indexer

flips=${APSIS_FLIPS:-24}
modes=(block epoch era)
message_start=100  # of a SignedBeaconBlock: an offset (4 bytes), then the signature (96 bytes)
seed=${APSIS_SEED:-$(($(date +%s) % 32768))}
RANDOM=$seed
say "seed $seed (APSIS_SEED sets it)"
recording=$(demo_recording) || { fail "cannot unpack the recording of the demo"; finish; }
broken=$root/build/flip
mapfile -t slots < <(awk 'NR > 2 && $1 < 330 { print $1 }' "$recording/blocks/index.tsv")

# Makes a copy of the recording (hard links) of which files can be replaced.
fresh_copy() { rm -rf "$broken" && cp -al "$recording" "$broken"; }

# Replaces a block by a copy with one byte changed; prints the place.
flip_byte() {
  local file=$broken/blocks/$1.ssz size place old
  size=$(stat -c %s "$file")
  place=$((message_start + (RANDOM * 32768 + RANDOM) % (size - message_start)))
  old=$(od -An -tu1 -j "$place" -N 1 "$file")
  cp --remove-destination "$recording/blocks/$1.ssz" "$file"
  chmod u+w "$file"
  # shellcheck disable=SC2059
  printf "\\x$(printf %02x $((old ^ (1 << (RANDOM % 8)))))" |
    dd of="$file" bs=1 seek="$place" conv=notrunc status=none
  printf '%s' "$place"
}

for ((i = 0; i < flips; i++)); do
  slot=${slots[RANDOM % ${#slots[@]}]}
  fresh_copy
  place=$(flip_byte "$slot")
  mode=${modes[i % 3]}
  out=$("$bin/apsis-indexer" verify --recording "$broken" --to-slot "$slot" --prove "$mode" 2>&1)
  status=$?
  if [ $status = 1 ]; then pass "slot $slot, byte $place, --prove $mode: refused"
  else tail -3 <<<"$out"; fail "slot $slot, byte $place, --prove $mode: exit status $status, not 1"; fi
done

# Stored: nothing of the epoch whose block is broken.
slot=$((64 + RANDOM % 32))
while [ ! -f "$recording/blocks/$slot.ssz" ]; do slot=$((slot + 1)); done
database=$root/build/db-flip
drop_database "$database"
fresh_copy
place=$(flip_byte "$slot")
"$bin/apsis-indexer" backfill --recording "$broken" --db "embedded:$database" >/dev/null 2>&1
check "backfill stops at the broken block" test $? = 1
rows=$("$bin/apsis-indexer" rewards --csv --from $((slot / 32)) --db "embedded:$database" | tail -n +2 | wc -l)
check "no row for epoch $((slot / 32)), whose slot $slot is broken at byte $place" test "$rows" = 0
drop_database "$database"

# Left out: its child must name the parent that is missing.
fresh_copy
line=$((3 + RANDOM % 100))
slot=$(sed -n "${line}p" "$broken/blocks/index.tsv" | cut -f1)
parent=$(sed -n "${line}p" "$broken/blocks/index.tsv" | cut -f2)
rm "$broken/blocks/$slot.ssz"
sed "${line}d" "$recording/blocks/index.tsv" >"$broken/index.new" &&
  mv -f "$broken/index.new" "$broken/blocks/index.tsv"
out=$("$bin/apsis-indexer" verify --recording "$broken" 2>&1)
check "without the block of slot $slot: exit status 1" test $? = 1
check "the error names the missing parent $parent" grep -q "$parent" <<<"$out"
rm -rf "$broken"
finish
