#!/bin/bash
# Apsis: Rocket Pool rewards indexer and oracle node.
# SPDX-License-Identifier: Apache-2.0
step_help="Imports a member's key from words and from a keystore, shows it, and tries every refusal of the
wallet commands; then lists, abandons and overrides votes of a made-up member, disarms and arms."
. "$(dirname "$0")/steps.sh"
need_program apsis-oracle
need_program apsis-fake-node
need_program apsis-test-voter

folder=$(mktemp -d)
database=$folder/db
node_pid=""
end() {
  [ -z "$node_pid" ] || { kill "$node_pid"; wait "$node_pid"; } 2>/dev/null
  drop_database "$database"
  rm -rf "$folder"
}
trap end EXIT
umask 077
printf 'test test test test test test test test test test test junk\n' >"$folder/words"
printf 'correct horse battery staple\n' >"$folder/password"
printf 'short\n' >"$folder/short"
address=0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266
third=0x90f79bf6eb2c4f870365e785982e1f101e93b906

# Runs a command of the oracle: its name, the exit status that is right, a part of what it must say.
oracle() {
  local name=$1 status=$2 part=$3
  shift 3
  "$bin/apsis-oracle" "$@" >"$folder/said" 2>&1
  local got=$?
  if [ $got = "$status" ] && grep -qF -- "$part" "$folder/said"; then
    pass "$name"
  else
    fail "$name (exit status $got)"
    cat "$folder/said"
  fi
}
import() { oracle "$1" "$2" "$3" wallet import --wallet-password "$folder/password" "${@:4}"; }

import "words become a keystore" 0 "the key of $address" \
  --words "$folder/words" --voter $address --wallet "$folder/wallet"
check "its file is for its owner alone" test "$(stat -c %a "$folder/wallet")" = 600
check "it holds no words" sh -c "! grep -q junk '$folder/wallet'"
oracle "it opens" 0 "$address by" wallet status --wallet "$folder/wallet" --wallet-password "$folder/password"
import "a keystore becomes another" 0 "the key of $address" \
  --from-wallet "$folder/wallet" --from-password "$folder/password" --wallet "$folder/second"
import "another index has another key" 0 "the key of $third" \
  --words "$folder/words" --wallet-index 3 --voter $third --wallet "$folder/third"
import "words of another address are refused" 2 "the key is that of $address" \
  --words "$folder/words" --voter $third --wallet "$folder/no"
import "words without an address are refused" 2 "needs the address" --words "$folder/words" --wallet "$folder/no"
import "a file that is there is kept" 2 "is there already" \
  --words "$folder/words" --voter $address --wallet "$folder/wallet"
import "neither wallet nor words is refused" 2 "takes a wallet or words" --wallet "$folder/no"
import "a path that is none is refused" 2 "is no derivation path" \
  --words "$folder/words" --voter $address --wallet "$folder/no" --wallet-path m/x
import "an index that is too large is refused" 2 "is too large" \
  --words "$folder/words" --voter $address --wallet "$folder/no" --wallet-index 4294967296
oracle "a short password is refused" 2 "has fewer than 12 bytes" wallet import --words "$folder/words" \
  --voter $address --wallet "$folder/no" --wallet-password "$folder/short"
oracle "a missing password file is refused" 2 "needs a file to write" wallet import --words "$folder/words" \
  --voter $address --wallet "$folder/no"
check "no refused import left a file" test ! -e "$folder/no"
oracle "another password does not open it" 2 "the password does not open it" \
  wallet status --wallet "$folder/wallet" --wallet-password "$folder/short"
oracle "another voter's wallet is refused" 2 "has the key of $address" \
  wallet status --wallet "$folder/wallet" --wallet-password "$folder/password" --voter $third
oracle "a voter that is no address is refused" 2 "is not an address" wallet status --voter 0x12
chmod 644 "$folder/wallet"
oracle "a wallet that others may read is refused" 2 "others may use it (mode 0644)" \
  wallet status --wallet "$folder/wallet" --wallet-password "$folder/password"
oracle "without a wallet it says so" 0 "no wallet" wallet status
oracle "a remote signer needs an address" 2 "needs the address" wallet status --remote-signer http://127.0.0.1:1
oracle "a remote signer that is not there is named" 3 "remote signer" \
  wallet status --remote-signer http://127.0.0.1:1 --voter $address

"$bin/apsis-fake-node" 1 40 >"$folder/node" 2>&1 &
node_pid=$!
for _ in $(seq 100); do [ -s "$folder/node" ] && break; sleep 0.1; done
"$bin/apsis-test-voter" "embedded:$database" "$(head -1 "$folder/node")" 2 >"$folder/voter" 2>&1
check "a member votes twice" test $? = 0
votes() { oracle "$1" "$2" "$3" "${@:4}" --db "embedded:$database"; }
votes "votes are listed" 0 "balances 2  final" votes list
votes "so many as are asked for" 0 "balances 2" votes list --count 1
check "and no more" test "$(grep -c balances "$folder/said")" = 1
votes "none is under way" 0 "nothing is under way" votes list --open
votes "no count is refused" 2 "takes a number" votes list --count 0
votes "a vote that has ended is not abandoned" 2 "has ended: final" votes abandon balances 2 --reason test
votes "an act needs a reason" 2 "needs a reason" votes override balances 2
votes "a vote that is not there is named" 2 "price 2: is not in the journal" votes abandon price 2 --reason test
votes "a subject that is no number is refused" 2 "takes a duty" votes abandon balances two --reason test
votes "one more vote is allowed" 0 "override 1" votes override balances 2 --reason "a wrong total"
votes "but not two" 2 "allowed already" votes override balances 2 --reason "a wrong total" --voter $address
votes "another member's vote is not meant" 2 "is not in the journal" \
  votes override balances 2 --reason test --voter $third
votes "the oracle is disarmed" 0 "disarmed: nothing is signed" disarm --reason "bad release"
votes "which can be said twice" 0 "it was so already" disarm
votes "the list says it" 0 "disarmed: nothing is signed or sent" votes list
votes "the disarming is lifted" 0 "lifted" arm
oracle "a database that is not there is named" 3 "" votes list --db "postgresql://127.0.0.1:1/none"
finish
