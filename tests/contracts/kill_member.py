#!/usr/bin/env python3
# Apsis: Rocket Pool rewards indexer and oracle node.
# SPDX-License-Identifier: Apache-2.0
"""Kills an armed `apsis-oracle run` with SIGKILL at random moments while it votes on a test chain, target
after target: kill_member.py ORACLE CHAIN_URL ACCOUNTS FOLDER KILLS SEED. The member is the only one, so
that each vote is accepted at once. In the end each target has one vote for balances and one for the
price, and the member sent as many transactions. Prints a line a check and their sum, as a step of
./test."""

import json
import pathlib
import random
import sys
import time

from three_members import DAY, Members, make_target, put_target
from try_contracts import TOPICS

PAUSE = 0.2  # seconds between two blocks
LONGEST_LIFE = 6.0


def accepted(members):
    return (members.accepted("rocketNetworkBalances", "getBalancesBlock()")
            and members.accepted("rocketNetworkPrices", "getPricesBlock()"))


def mine_for(members, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        members.chain.request("anvil_mine", "0x1", "0xc")
        time.sleep(PAUSE)


def next_target(members):
    _, now = members.chain.head()
    # A day at least, before which the contract takes no balances.
    put_target(members, members.anchor + ((now - members.anchor) // DAY + 2) * DAY, [0])


def kill(members, kills):
    """Kills the member so often; the blocks of all targets, the last of them still open, and the kills."""
    targets, done = [members.target], 0
    # On a slow machine it takes more kills until a target is reached.
    while done < kills or (len(targets) == 1 and done < 3 * kills):
        done += 1
        members.start(0)
        mine_for(members, random.uniform(0.1, LONGEST_LIFE))
        process = members.running.pop(0)
        process.kill()
        process.wait()
        if accepted(members):
            next_target(members)
            targets.append(members.target)
    return targets, done


def votes(members, name):
    """Blocks that the member voted on, a vote each."""
    logs = members.chain.request("eth_getLogs", {"fromBlock": "0x0", "toBlock": "latest",
                                                 "topics": [TOPICS[name]]})
    return sorted(int(log["data"][2:66], 16) for log in logs)


def main():
    oracle, url, accounts, folder, kills, seed = sys.argv[1:]
    random.seed(int(seed))
    members = Members(oracle, url, json.loads(pathlib.Path(accounts).read_text()), folder, count=1)
    try:
        members.set_price_pool()
        make_target(members)
        # A transaction waits for its block, so that a kill can come between the two.
        members.chain.request("evm_setAutomine", False)
        targets, done = kill(members, int(kills))
        members.start(0)
        members.wait("the member goes on after all kills", lambda: accepted(members))
        mine_for(members, 2)
    finally:
        members.stop()
    print(f"{done} kills, {len(targets)} targets")
    members.check("the kills left time for more than one target", len(targets) > 1)
    for name in ("BalancesSubmitted", "PricesSubmitted"):
        members.check(f"{name}: no vote is lost and none is double",
                      votes(members, name) == sorted(targets))
    sent = int(members.chain.request("eth_getTransactionCount", members.members[0], "latest"), 16)
    members.check(f"{2 * len(targets)} votes are {sent} transactions", sent == 2 * len(targets))
    print(f"{members.passed} passed, {members.failed} failed, 0 skipped")
    return members.failed != 0


if __name__ == "__main__":
    sys.exit(main())
