#!/usr/bin/env python3
# Apsis: Rocket Pool rewards indexer and oracle node.
# SPDX-License-Identifier: Apache-2.0
"""Three members vote for an interval's rewards on a test chain that has the times of a recorded one:
rewards_members.py ORACLE INDEXER RECORDING SNAPSHOT CHAIN_URL ACCOUNTS FOLDER. Each member stores the
recording's duties and builds the tree by itself; the root on the chain must be the one that `tree
build` gives. The chain must begin with the snapshot's genesis time. Prints a line a check and their
sum, as a step of ./test."""

import json
import pathlib
import shutil
import subprocess
import sys

from three_members import Members

SPARE_SLOTS = 130  # behind the interval: four epochs, so that its last one is final


def prepare(members, snapshot):
    """The interval goes on until the snapshot's block, and what it pays is there."""
    net, chain, interval = members.net, members.chain, snapshot["interval"]
    genesis, seconds = snapshot["chain"]["genesis_time"], members.seconds_per_slot
    net.answer_numbers("rocketDAOProtocolSettingsNetwork", {
        "getSubmitBalancesEnabled()": 0, "getSubmitPricesEnabled()": 0})
    net.answer_numbers("rocketDAOProtocolSettingsRewards", {
        "getRewardsClaimIntervalTime()": interval["length_seconds"]})
    chain.transact(members.accounts[0], net.contracts["rocketSmoothingPool"], b"",
                   int(snapshot["smoothing_pool_balance"]))
    # It ends within the epoch of the snapshot's slot.
    end = genesis + seconds * interval["last_slot"]
    net.send(net.contracts["rocketRewardsPool"], "begin(uint256,uint256,uint256,uint256)",
             interval["index"], end - interval["length_seconds"],
             int(snapshot["rpl"]["pending_rewards"]), int(snapshot["pending_voter_share"]))
    last = interval["execution_end_block"] - 1
    chain.request("anvil_mine", hex(last - chain.head()[0]), hex(seconds))
    chain.mine_at(interval["execution_end_time"])
    members.check("the chain has the snapshot's block at its time",
                  chain.head() == (interval["execution_end_block"], interval["execution_end_time"]))
    chain.mine_at(genesis + seconds * (interval["last_slot"] + SPARE_SLOTS))
    members.start_beacon(genesis, snapshot["network"])


def store_duties(members, indexer, recording, snapshot_file, block):
    for number in range(3):
        home = members.folder / f"member{number}"
        home.mkdir(parents=True, exist_ok=True)
        shutil.copy(snapshot_file, home / f"snapshot-{block}.json")
        stored = subprocess.run([indexer, "backfill", "--recording", recording, "--db",
                                 f"embedded:{home / 'db'}"], capture_output=True, text=True)
        if not members.check(f"member {number + 1} stores the duties", stored.returncode == 0):
            print(stored.stdout + stored.stderr)


def vote(members, index):
    pool = members.net.contracts["rocketRewardsPool"]
    number = members.chain.number
    members.start(0)
    members.wait("member 1 builds the tree and votes for it", lambda: number(
        pool, "getTrustedNodeSubmitted(address,uint256)", members.members[0], index) == 1)
    members.check("one vote is no consensus", number(pool, "getRewardIndex()") == index)
    members.start(1)
    members.start(2)
    members.wait("the members' votes are equal, and accepted",
                 lambda: number(pool, "getRewardIndex()") == index + 1)
    members.wait("member 1 sees consensus", lambda: "rewards: consensus" in members.log(0))


def same_root(members, snapshot_file, index):
    out = members.folder / "tree"
    command = [members.oracle, "tree", "build", "--ruleset", "v11", "--snapshot", snapshot_file,
               "--db", f"embedded:{members.folder / 'member0' / 'db'}", "--out", out]
    subprocess.run(command, capture_output=True, check=False)
    files = list(out.glob("rp-rewards-*.json")) if out.exists() else []
    root = json.loads(files[0].read_text())["merkleRoot"] if files else None
    key = members.net.key(b"rewards.merkle.root", index.to_bytes(32, "big"))
    found = "0x" + members.chain.call(members.net.storage, "getBytes32(bytes32)", key).hex()
    members.check(f"the accepted root {found[:10]} is that of `tree build`", found == root)


def main():
    oracle, indexer, recording, snapshot_file, url, accounts, folder = sys.argv[1:]
    snapshot = json.loads(pathlib.Path(snapshot_file).read_text())
    members = Members(oracle, url, json.loads(pathlib.Path(accounts).read_text()), folder,
                      snapshot["chain"]["seconds_per_slot"])
    index = snapshot["interval"]["index"]
    try:
        prepare(members, snapshot)
        store_duties(members, indexer, recording, snapshot_file,
                     snapshot["interval"]["execution_end_block"])
        vote(members, index)
    finally:
        members.stop()
    same_root(members, snapshot_file, index)
    print(f"{members.passed} passed, {members.failed} failed, 0 skipped")
    return members.failed != 0


if __name__ == "__main__":
    sys.exit(main())
