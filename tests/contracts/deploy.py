# Apsis: Rocket Pool rewards indexer and oracle node.
# SPDX-License-Identifier: Apache-2.0
"""Puts the stand-in contracts on a test chain and gives it members.

As a program: deploy.py URL ACCOUNTS OUT, where ACCOUNTS is what anvil --config-out wrote; OUT gets
addresses, chain id and the members with their keys, as JSON."""

import json
import os
import pathlib
import sys

import abi
from chain import Chain

CODE = pathlib.Path(__file__).with_name("code.json")
ETH = 10**18
DAY = 86_400
INTERVAL = 28 * DAY

NETWORK_SETTINGS = {
    "getNodeConsensusThreshold()": 51 * ETH // 100,
    "getSubmitBalancesEnabled()": 1,
    "getSubmitBalancesFrequency()": DAY,
    "getSubmitPricesEnabled()": 1,
    "getSubmitPricesFrequency()": DAY,
    "getSubmitRewardsEnabled()": 1,
    "getMaxRethDelta()": 2 * ETH // 100,
}
REWARDS_SETTINGS = {
    "getRewardsClaimIntervalTime()": INTERVAL,
    "getRewardsClaimIntervalPeriods()": 28,
}
MESSENGERS = ("optimism", "arbitrum-v2", "zksync-era", "scroll")
REWARDS_SHARES = {"rocketClaimNode": 70, "rocketClaimTrustedNode": 2, "rocketClaimDAO": 28}


class Deployment:
    """The contracts by the names that RocketStorage knows them by."""

    def __init__(self, chain, sender):
        self.chain, self.sender = chain, sender
        self.code = json.loads(CODE.read_text())
        self.contracts = {}
        self.storage = self.create("StandInStorage", with_storage=False)

    def create(self, kind, with_storage=True):
        data = abi.raw(self.code[kind])
        if with_storage:
            data += abi.encode("address", self.storage)
        return self.chain.transact(self.sender, None, data)["contractAddress"]

    def key(self, *parts):
        return self.chain.keccak(b"".join(parts))

    def send(self, to, signature, *args, value=0):
        return self.chain.send(self.sender, to, signature, *args, value=value)

    def enter(self, name, address):
        """Makes a contract known under a name, as an upgrade does."""
        self.contracts[name] = address
        store = self.storage
        self.send(store, "setAddress(bytes32,address)",
                  self.key(b"contract.address", name.encode()), address)
        self.send(store, "setString(bytes32,string)",
                  self.key(b"contract.name", abi.raw(address)), name)
        self.send(store, "setBool(bytes32,bool)",
                  self.key(b"contract.exists", abi.raw(address)), True)

    def answer(self, name, answers):
        """Gives a contract of canned answers its table: {calldata: answer}, both bytes."""
        calls = list(answers)
        self.send(self.contracts[name], "answerAll(bytes[],bytes[])", calls,
                  [answers[call] for call in calls])

    def answer_numbers(self, name, numbers):
        self.answer(name, {self.chain.calldata(signature): abi.encode("uint256", value)
                           for signature, value in numbers.items()})


def deploy(chain, sender):
    """All contracts of a network without nodes; rETH has a supply."""
    out = Deployment(chain, sender)
    for name, kind in (("rocketNetworkBalances", "StandInBalances"),
                       ("rocketNetworkPrices", "StandInPrices"),
                       ("rocketRewardsPool", "StandInRewards"),
                       ("rocketDAONodeTrusted", "StandInMembers"),
                       ("rocketDAONodeTrustedActions", "StandInActions"),
                       ("rocketTokenRETH", "StandInReth")):
        out.enter(name, out.create(kind))
    for name in ("rocketDAOProtocolSettingsNetwork", "rocketDAOProtocolSettingsRewards",
                 "rocketSmoothingPool", "rplTwapPool"):
        out.enter(name, out.create("StandInAnswers", with_storage=False))
    for name in MESSENGERS:
        out.contracts[name] = out.create("StandInMessenger", with_storage=False)
    out.enter("multicall2", out.create("StandInBatch", with_storage=False))
    out.answer_numbers("rocketDAOProtocolSettingsNetwork", NETWORK_SETTINGS)
    out.answer_numbers("rocketDAOProtocolSettingsRewards", REWARDS_SETTINGS)
    out.answer("rocketDAOProtocolSettingsRewards", {
        chain.calldata("getRewardsClaimerPerc(string)", name): abi.encode("uint256", share * ETH // 100)
        for name, share in REWARDS_SHARES.items()})
    out.send(out.storage, "setString(bytes32,string)", out.key(b"protocol.version"), "1.4")
    out.send(out.contracts["rocketTokenRETH"], "setTotalSupply(uint256)", 1_000 * ETH)
    out.send(out.contracts["rocketNetworkPrices"], "setRPLPrice(uint256)", ETH // 200)
    out.send(out.contracts["rocketRewardsPool"], "begin(uint256,uint256,uint256,uint256)", 0,
             chain.head()[1], 10_000 * ETH, 2 * ETH)
    return out


def join(out, members):
    """Makes accounts members of the oracle DAO."""
    for number, member in enumerate(members, 1):
        out.send(out.contracts["rocketDAONodeTrusted"], "join(address,string,string,uint256)",
                 member, f"member {number}", f"https://member{number}.example", 1_750 * ETH)


def main():
    url, accounts_file, out_file = sys.argv[1:]
    accounts = json.loads(pathlib.Path(accounts_file).read_text())
    chain = Chain(url)
    out = deploy(chain, accounts["available_accounts"][0])
    members = accounts["available_accounts"][1:4]
    join(out, members)
    result = {
        "chain_id": int(chain.request("eth_chainId"), 16),
        "rocket_storage": out.storage,
        "contracts": out.contracts,
        "members": [{"address": address, "key": key} for address, key
                    in zip(members, accounts["private_keys"][1:4])],
    }
    descriptor = os.open(out_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(result, file, indent=2)


if __name__ == "__main__":
    main()
