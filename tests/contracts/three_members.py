#!/usr/bin/env python3
# Apsis: Rocket Pool rewards indexer and oracle node.
# SPDX-License-Identifier: Apache-2.0
"""Three members vote to consensus on a test chain through apsis-oracle: three_members.py ORACLE
CHAIN_URL ACCOUNTS FOLDER [METRIC]... The third is given a wrong beacon balance; the first must show the metrics that are named. Prints a line a check and their
sum, as a step of ./test."""

import json
import pathlib
import socket
import subprocess
import sys
import time
import urllib.request

import abi
from chain import Chain
from deploy import DAY, MESSENGERS, deploy, join

SLOT, EPOCH = 12, 384
REFERENCE_TIME = 1_713_420_000
WRONG_GWEI = 7_000
TICK = 45_000
PATIENCE = 90
MINIPOOLS = ("0x" + "a1" * 20, "0x" + "a2" * 20)


def snapshot(genesis, slot, block, extra_gwei):
    """A network of one node with two minipools at a slot; the second's validator may be off."""
    wei = lambda milli: str(milli * 10**15)
    def minipool(number, gwei):
        return {"address": MINIPOOLS[number], "pubkey": "0x" + f"{number + 3:02x}" * 48,
                "status": "staking", "status_time": 1000, "node_fee": wei(100 + 40 * number),
                "bond": wei(8_000), "user_deposit": wei(24_000), "penalties": 0,
                "beacon": {"index": number + 5, "status": "active_ongoing", "activation_epoch": 0,
                           "exit_epoch": str(2**64 - 1), "withdrawable_epoch": str(2**64 - 1),
                           "balance": gwei},
                "funds": {"balance": wei(10), "refund": "0", "deposit_type": "variable",
                          "delegate_version": 3, "vacant": False, "finalised": False,
                          "penalty_rate": "0"}}
    return {
        "format": "apsis-network-snapshot/1", "network": "devnet",
        "chain": {"genesis_time": genesis, "seconds_per_slot": SLOT, "slots_per_epoch": 32},
        "interval": {"index": 0, "intervals_passed": 1, "length_seconds": 28 * DAY,
                     "first_slot": 0, "last_slot": slot // 32 * 32 + 31, "consensus_start_slot": 0,
                     "consensus_end_slot": slot, "execution_start_block": 0,
                     "execution_end_block": block, "execution_end_time": genesis + SLOT * slot},
        "rpl": {"price": wei(10), "pending_rewards": wei(1_000_000), "node_share": wei(700),
                "oracle_dao_share": wei(15), "protocol_dao_share": wei(285)},
        "smoothing_pool_balance": "0", "pending_voter_share": "0",
        "megapool_shares": {"node": wei(50), "voter": wei(90), "protocol_dao": "0"},
        "networks_enabled": {},
        "funds": {"deposit_pool_user_balance": wei(50_000), "reth_contract_balance": wei(1_000),
                  "reth_supply": wei(100_000), "reduced_bond": wei(4_000),
                  "head_exchange_rate": wei(1_000), "max_rate_change": wei(20)},
        "nodes": [{"address": "0x" + "01" * 20, "registration_time": 1000, "reward_network": 0,
                   "legacy_rpl": wei(240_000), "in_smoothing_pool": False,
                   "smoothing_pool_change_time": 0,
                   "minipools": [minipool(0, 32_500_000_000),
                                 minipool(1, 32_600_000_000 + extra_gwei)],
                   "funds": {"deposit_credit": "0", "distributor_balance": wei(100),
                             "collateral_ratio": wei(2_000)}}],
    }


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Members:
    """The network, and a running apsis-oracle for each member."""

    def __init__(self, oracle, url, accounts, folder, seconds_per_slot=SLOT, count=3):
        self.oracle, self.folder = oracle, pathlib.Path(folder)
        self.chain = Chain(url)
        self.accounts = accounts["available_accounts"]
        self.seconds_per_slot = seconds_per_slot
        self.running, self.passed, self.failed = {}, 0, 0
        self.ports = [free_port() for _ in range(3)]
        self.chain.request("anvil_setBlockTimestampInterval", seconds_per_slot)
        self.net = deploy(self.chain, self.accounts[0])
        self.members = self.accounts[1:1 + count]
        join(self.net, self.members)

    def check(self, name, good):
        self.passed += bool(good)
        self.failed += not good
        print(f"ok: {name}" if good else f"FAILED: {name}", flush=True)
        return good

    def wait(self, name, condition, blocks=1):
        """Counts as passed once the condition holds; this many blocks are mined between two looks."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if condition():
                return self.check(name, True)
            self.chain.request("anvil_mine", hex(blocks), hex(self.seconds_per_slot))
            time.sleep(0.5)
        return self.check(name, False)

    def set_price_pool(self):
        pool = self.net.contracts["rplTwapPool"]
        call = self.chain.calldata("observe(uint32[])", [43_200, 0])
        answer = abi.encode_parts((["int56"], ["uint160"]), ([0, 43_200 * TICK], [0, 0]))
        self.net.send(pool, "answerAll(bytes[],bytes[])", [call], [answer])

    def start_beacon(self, genesis, name="devnet"):
        script = pathlib.Path(__file__).with_name("beacon.py")
        process = subprocess.Popen([sys.executable, script, self.chain.url, str(genesis),
                                    str(self.seconds_per_slot)], stdout=subprocess.PIPE, text=True)
        self.running["beacon"] = process
        self.beacon = process.stdout.readline().split()[-1]
        contracts = self.net.contracts
        messengers = ",".join(f"{name}={contracts[name]}" for name in MESSENGERS)
        (self.folder / "network.toml").write_text(
            f'name = "{name}"\nchain_id = 31337\nrocket_storage = "{self.net.storage}"\n'
            f'multicall = "{contracts["multicall2"]}"\n'
            f'balance_checker = "{contracts["multicall2"]}"\n'
            f'rpl_price_pool = "{contracts["rplTwapPool"]}"\ngenesis_time = {genesis}\n'
            f'seconds_per_slot = {self.seconds_per_slot}\nl2_messengers = "{messengers}"\n'
            f'scroll_fee_estimator = "{contracts["scroll"]}"\n')

    def command(self, number, *words):
        home = self.folder / f"member{number}"
        return [self.oracle, *words, "--network", self.folder / "network.toml", "--execution",
                self.beacon, "--beacon", self.beacon, "--db", f"embedded:{home / 'db'}",
                "--snapshots", home, *self.switches(words[0]), "--voter", self.members[number],
                "--remote-signer", self.chain.url]

    @staticmethod
    def switches(command):
        """The stand-ins do not have what a snapshot is made of."""
        return ["--take", "off"] if command == "run" else []

    def start(self, number):
        with open(self.folder / f"member{number}.log", "a") as log:
            self.running[number] = subprocess.Popen(
                self.command(number, "run", "--arm", "--metrics", f"127.0.0.1:{self.ports[number]}"),
                stdout=log, stderr=subprocess.STDOUT)

    def log(self, number):
        return (self.folder / f"member{number}.log").read_text()

    def metrics(self, number):
        """Names of the metrics that a member shows."""
        url = f"http://127.0.0.1:{self.ports[number]}/metrics"
        with urllib.request.urlopen(url, timeout=10) as answer:
            rows = answer.read().decode().splitlines()
        return {row.split("{")[0].split(" ")[0] for row in rows if not row.startswith("#")}

    def votes(self, number, kind):
        """Votes that the contract counts for a member's storage flag of any vote on the target."""
        name = {"balances": b"network.balances.submitted.node",
                "price": b"network.prices.submitted.node"}[kind]
        key = self.net.key(name, abi.raw(self.members[number]), self.target.to_bytes(32, "big"))
        return self.chain.number(self.net.storage, "getBool(bytes32)", key) == 1

    def accepted(self, contract, getter):
        return self.chain.number(self.net.contracts[contract], getter) == self.target

    def stop(self, *names):
        """Ends members, or everything, members first."""
        for name in names or list(reversed(self.running)):
            process = self.running.pop(name)
            process.terminate()
            process.wait(timeout=60)


def make_target(members):
    """Mines the block of the next target, and blocks until it is final; writes its snapshots."""
    _, now = members.chain.head()
    genesis = (now - 100 * DAY) // EPOCH * EPOCH
    at = REFERENCE_TIME + ((now + SLOT - REFERENCE_TIME) // DAY + 1) * DAY
    genesis += (at - genesis) % SLOT
    members.genesis = genesis
    # The next target is counted from this block: without it, it could be due hours after the first,
    # when the contracts still refuse it.
    members.chain.mine_at(at - SLOT)
    put_target(members, at, range(len(members.members)))
    members.start_beacon(genesis)


def put_target(members, at, numbers):
    """Mines the block of a target, and others until it is final; writes snapshots for members."""
    genesis = members.genesis
    # Where the next target is counted from: the slot after that of the block before.
    members.anchor = (members.chain.head()[1] - genesis) // SLOT * SLOT + SLOT + genesis
    members.chain.mine_at(at)
    members.target, _ = members.chain.head()
    for number in numbers:
        home = members.folder / f"member{number}"
        home.mkdir(parents=True, exist_ok=True)
        (home / f"snapshot-{members.target}.json").write_text(json.dumps(snapshot(
            genesis, (at - genesis) // SLOT, members.target, WRONG_GWEI if number == 2 else 0)))
    members.chain.mine_at(at + 5 * EPOCH)


def vote(members):
    """Member 1 and the wrong one first: nothing is accepted, and the wrong one is named."""
    members.start(2)
    members.start(0)
    for number in (0, 2):
        members.wait(f"member {number + 1} votes for balances",
                     lambda: members.votes(number, "balances"))
    members.wait("the price is accepted with two votes",
                 lambda: members.accepted("rocketNetworkPrices", "getPricesBlock()"))
    members.check("balances are not accepted with two votes that differ",
                  not members.accepted("rocketNetworkBalances", "getBalancesBlock()"))
    named = f"minipools {MINIPOOLS[1]} +{WRONG_GWEI}000000000"
    members.wait("the wrong member is named, with minipool and balance, before the quorum",
                 lambda: "member 3" in members.log(0) and named in members.log(0))
    members.check("that was before the quorum",
                  not members.accepted("rocketNetworkBalances", "getBalancesBlock()"))
    members.start(1)
    members.wait("the third vote makes balances accepted",
                 lambda: members.accepted("rocketNetworkBalances", "getBalancesBlock()"))
    members.wait("the wrong member learns that the quorum has other values",
                 lambda: "a quorum voted for other values" in members.log(2))
    members.wait("member 1 sees consensus", lambda: "balances: consensus" in members.log(0))
    members.wait("member 2 gives its late vote for the price", lambda: members.votes(1, "price"))


def answer(members):
    """A challenge is answered, and rates on other chains that are stale are sent."""
    contracts, send, number = members.net.contracts, members.net.send, members.chain.number
    trusted = contracts["rocketDAONodeTrusted"]
    send(trusted, "challenge(address)", members.members[0])
    members.wait("member 1 answers its challenge", lambda: number(
        trusted, "getMemberIsChallenged(address)", members.members[0]) == 0)
    for name in MESSENGERS:
        send(contracts[name], "setStale(bool)", True)
    members.wait("each messenger gets the rate from the member whose turn it is", lambda: all(
        number(contracts[name], "rateStale()") == 0 for name in MESSENGERS), blocks=4)
    # Where a turn passes while a message is under way, the next member's goes out as well.
    members.check("no member sent one twice", all(
        1 <= number(contracts[name], "count()") <= len(members.members) for name in MESSENGERS))
    senders = {members.chain.call(contracts[name], "sender()").hex()[24:] for name in MESSENGERS}
    members.check("from members", senders <= {member[2:].lower() for member in members.members})


def execute(members):
    """The votes of one member suffice when the others have left: it has them executed."""
    members.stop(1, 2)
    _, now = members.chain.head()
    put_target(members, members.anchor + ((now - members.anchor) // DAY + 1) * DAY, [0])
    for kind in ("balances", "price"):
        members.wait(f"member 1 votes for {kind} alone", lambda kind=kind: members.votes(0, kind))
    members.check("nothing is accepted with one vote of three",
                  not members.accepted("rocketNetworkPrices", "getPricesBlock()"))
    for member in members.members[1:]:
        members.net.send(members.net.contracts["rocketDAONodeTrusted"], "leave(address)", member)
    members.wait("its price is executed when the others have left",
                 lambda: members.accepted("rocketNetworkPrices", "getPricesBlock()"))
    members.wait("its balances are executed when the others have left",
                 lambda: members.accepted("rocketNetworkBalances", "getBalancesBlock()"))
    members.check("the log tells of it", "suffice, but nobody has executed" in members.log(0))
    members.net.send(members.net.storage, "setString(bytes32,string)",
                     members.net.key(b"protocol.version"), "1.4.1")
    members.wait("a version that is not known stops votes", lambda: "balances: off (" in members.log(0))
    members.check("and is named", "version 1.4.1 is not known" in members.log(0))


def main():
    oracle, url, accounts, folder, *metrics = sys.argv[1:]
    members = Members(oracle, url, json.loads(pathlib.Path(accounts).read_text()), folder)
    try:
        members.set_price_pool()
        make_target(members)
        vote(members)
        shown = members.metrics(0)
        for name in metrics:
            members.check(f"metric {name}", name in shown)
        report = subprocess.run(members.command(0, "check"), capture_output=True, text=True)
        members.check("check knows the member and its gas money",
                      "is a member and not challenged" in report.stdout
                      and "gas money: " in report.stdout)
        answer(members)
        execute(members)
    finally:
        members.stop()
    print(f"{members.passed} passed, {members.failed} failed, 0 skipped")
    return members.failed != 0


if __name__ == "__main__":
    sys.exit(main())
