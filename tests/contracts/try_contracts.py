#!/usr/bin/env python3
# Apsis: Rocket Pool rewards indexer and oracle node.
# SPDX-License-Identifier: Apache-2.0
"""Tries every guard of the stand-in contracts on a test chain: try_contracts.py URL ACCOUNTS.
Prints a line a check and their sum, as a step of ./test."""

import json
import pathlib
import sys

from chain import Chain, Refused
from deploy import DAY, ETH, INTERVAL, deploy, join

BALANCES = "submitBalances(uint256,uint256,uint256,uint256,uint256)"
PRICES = "submitPrices(uint256,uint256,uint256)"
TUPLE = ("(uint256,uint256,uint256,bytes32,uint256,uint256,uint256,uint256,uint256,uint256[],"
         "uint256[],uint256[])")
REWARDS = f"submitRewardSnapshot({TUPLE})"
TOPICS = {
    "BalancesSubmitted": "0x9b240d5b912ab6df93782930ae851a85b25e5a419c05cbb84d1b9e4b86a3c573",
    "BalancesUpdated": "0xdd27295717c4fbd48b1840f846e18be6f0b7bd6b55608e697e53b15848cecdf9",
    "PricesSubmitted": "0x6a2507f84d6af44d2a9c355a7f1e3c4691b146051ce9501b429d8447ba9531c3",
    "PricesUpdated": "0x6ef2ff813efc9efc76792366c4aca2677b755a5a13affc54d96ef35dc8e9bb73",
    "RewardSnapshotSubmitted": "0x60e3a6abeddae923bd65a9a5dcd11f9a8e38f12f885eef210b91203f3ca872b1",
    "RewardSnapshot": "0xcdc52a6101e59cdabb15ba2e286593326138db03833e45895356994d978d28f9",
}


class Trial:
    def __init__(self, url, accounts):
        self.passed = self.failed = 0
        self.chain = Chain(url)
        self.owner, *rest = accounts
        self.members, self.stranger = rest[:3], rest[3]
        self.net = deploy(self.chain, self.owner)
        join(self.net, self.members)
        self.at = self.net.contracts

    def equal(self, name, found, wanted):
        good = found == wanted
        self.passed += good
        self.failed += not good
        print(f"ok: {name}" if good else f"FAILED: {name}: {found} instead of {wanted}")

    def vote(self, member, contract, signature, *args):
        """Names of the events of a vote, or why it was refused."""
        try:
            sender = member if isinstance(member, str) else self.members[member]
            receipt = self.chain.send(sender, self.at[contract], signature, *args)
        except Refused as refused:
            return str(refused).removeprefix("execution reverted: ")
        names = {topic: name for name, topic in TOPICS.items()}
        return [names[log["topics"][0]] for log in receipt["logs"]]

    def number(self, contract, getter, *args):
        return self.chain.number(self.at[contract], getter, *args)

    def later(self, seconds):
        self.chain.mine_at(self.chain.head()[1] + seconds)


def try_balances(trial):
    def vote(member, *values):
        return trial.vote(member, "rocketNetworkBalances", BALANCES, *values)
    block, time = trial.chain.head()
    first = (block - 1, time, 1_100 * ETH, 1_000 * ETH, 1_000 * ETH)
    submitted = ["BalancesSubmitted"]
    updated = ["BalancesSubmitted", "BalancesUpdated"]
    trial.equal("a stranger has no vote", vote(trial.stranger, *first), "Invalid trusted node")
    trial.equal("no vote for the future", vote(0, block + 100, *first[1:]),
                "Balances can not be submitted for a future block")
    trial.equal("more at stake than there is",
                vote(0, block - 1, time, 9, 10, 8), "Invalid network balances")
    trial.equal("the first vote counts", vote(0, *first), submitted)
    trial.equal("the same vote twice", vote(0, *first), "Duplicate submission from node")
    trial.equal("one wei off has a counter of its own",
                vote(1, *first[:2], first[2] + 1, *first[3:]), submitted)
    trial.equal("the quorum accepts", vote(2, *first), updated)
    trial.equal("a late vote is recorded alone", vote(1, *first), submitted)
    trial.equal("the accepted block", trial.number("rocketNetworkBalances", "getBalancesBlock()"),
                first[0])
    trial.equal("the rate", trial.number("rocketTokenRETH", "getExchangeRate()"), 11 * ETH // 10)
    trial.equal("no vote below the accepted block", vote(1, first[0] - 1, *first[1:]),
                "Network balances for a higher block are set")
    block, time = trial.chain.head()
    soon = (block - 1, time, 1_101 * ETH, 1_000 * ETH, 1_000 * ETH)
    high = (block - 1, time, 1_123 * ETH, 1_000 * ETH, 1_000 * ETH)
    trial.equal("a vote before its time", vote(0, *soon), submitted)
    trial.equal("the quorum before its time", vote(1, *soon), "Not enough time has passed")
    trial.later(DAY * 95 // 100)
    trial.equal("a vote above the limit", vote(0, *high), submitted)
    trial.equal("the quorum above the limit", vote(1, *high), "Change exceeds maximum")
    trial.equal("the same quorum in time", vote(1, *soon), updated)


def try_prices(trial):
    def vote(member, *values):
        return trial.vote(member, "rocketNetworkPrices", PRICES, *values)
    block, time = trial.chain.head()
    price = (block - 1, time, ETH // 150)
    submitted = ["PricesSubmitted"]
    trial.equal("a stranger has no price", vote(trial.stranger, *price), "Invalid trusted node")
    trial.equal("no price for the future", vote(0, block + 100, *price[1:]),
                "Prices can not be submitted for a future block")
    trial.equal("the first price counts", vote(0, *price), submitted)
    trial.equal("the same price twice", vote(0, *price), "Duplicate submission from node")
    trial.equal("another price", vote(1, *price[:2], 1), submitted)
    trial.equal("the quorum sets the price", vote(1, *price), submitted + ["PricesUpdated"])
    trial.equal("a late price is recorded alone", vote(2, *price), submitted)
    trial.equal("the price", trial.number("rocketNetworkPrices", "getRPLPrice()"), price[2])
    trial.equal("no price below the accepted block", vote(2, price[0] - 1, *price[1:]),
                "Network prices for a higher block are set")


def try_rewards(trial):
    def vote(member, *values):
        return trial.vote(member, "rocketRewardsPool", REWARDS, values)
    pool = trial.at["rocketSmoothingPool"]
    trial.chain.transact(trial.owner, pool, b"", 5 * ETH)
    trial.later(INTERVAL)
    block, _ = trial.chain.head()
    head = (0, block - 1, 1_000, bytes([7]) * 32)
    rest = (5 * ETH, 100 * ETH, ETH, ETH, [2 * ETH], [300 * ETH], [4 * ETH])
    good = head + (1,) + rest
    submitted = ["RewardSnapshotSubmitted"]
    trial.equal("a stranger has no rewards", vote(trial.stranger, *good), "Invalid trusted node")
    trial.equal("no interval after the next", vote(0, 1, *good[1:]),
                "Can only submit snapshot for periods up to next")
    trial.equal("no interval at all", vote(0, *head, 0, *rest),
                "Invalid number of intervals passed")
    trial.equal("lists of other lengths", vote(0, *good[:-1], []), "Invalid array length")
    trial.equal("too much RPL", vote(0, *good[:-2], [9_899 * ETH], [ETH]), "Invalid RPL rewards")
    trial.equal("too much ETH", vote(0, *good[:-1], [6 * ETH]), "Invalid ETH rewards")
    trial.equal("more than the pool has", vote(0, *head, 1, 6 * ETH, *rest[1:]),
                "Invalid smoothing pool balance")
    trial.equal("the first rewards count", vote(0, *good), submitted)
    trial.equal("the same rewards twice", vote(0, *good), "Duplicate submission from node")
    trial.equal("another root", vote(1, *head[:3], bytes([8]) * 32, 1, *rest), submitted)
    trial.equal("the quorum pays", vote(1, *good), submitted + ["RewardSnapshot"])
    trial.equal("the next interval", trial.number("rocketRewardsPool", "getRewardIndex()"), 1)
    trial.equal("RPL that is left", trial.number("rocketRewardsPool", "getPendingRPLRewards()"),
                9_598 * ETH)
    trial.equal("voters' share that is left",
                trial.number("rocketRewardsPool", "getPendingVoterShare()"), ETH)


def try_execution(trial):
    """Enough votes after a member left: anybody may carry them out."""
    block, time = trial.chain.head()
    price = (block - 1, time, ETH // 140)
    execute = "executeUpdatePrices(uint256,uint256,uint256)"
    trial.vote(0, "rocketNetworkPrices", PRICES, *price)
    trial.equal("one vote of three is none",
                trial.vote(trial.stranger, "rocketNetworkPrices", execute, *price),
                "Consensus has not been reached")
    for member in trial.members[1:]:
        trial.net.send(trial.at["rocketDAONodeTrusted"], "leave(address)", member)
    trial.equal("one vote of one is enough",
                trial.vote(trial.stranger, "rocketNetworkPrices", execute, *price),
                ["PricesUpdated"])


def main():
    url, accounts = sys.argv[1:]
    trial = Trial(url, json.loads(pathlib.Path(accounts).read_text())["available_accounts"])
    for part in (try_balances, try_prices, try_rewards, try_execution):
        part(trial)
    print(f"{trial.passed} passed, {trial.failed} failed, 0 skipped")
    return trial.failed != 0


if __name__ == "__main__":
    sys.exit(main())
