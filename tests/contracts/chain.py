# Apsis: Rocket Pool rewards indexer and oracle node.
# SPDX-License-Identifier: Apache-2.0
"""A node of a test chain (anvil): requests, transactions, calls."""

import json
import time
import urllib.request

import abi

GAS = 25_000_000
RECEIPT_TRIES = 400
RECEIPT_WAIT = 0.025


class Refused(Exception):
    """What the node or a contract said instead of an answer."""


class Chain:
    def __init__(self, url):
        self.url = url
        self.selectors = {}

    def request(self, method, *params):
        body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": list(params)}
        request = urllib.request.Request(self.url, json.dumps(body).encode(),
                                         {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            out = json.load(answer)
        if "error" in out:
            raise Refused(out["error"].get("message", str(out["error"])))
        return out["result"]

    def keccak(self, data):
        return self.request("web3_sha3", "0x" + bytes(data).hex())

    def calldata(self, signature, *args):
        if signature not in self.selectors:
            self.selectors[signature] = abi.raw(self.keccak(signature.encode()))[:4]
        return self.selectors[signature] + abi.encode_parts(abi.argument_types(signature), args)

    def transact(self, sender, to, data, value=0):
        """Sends from an unlocked account and waits; the receipt, or Refused with the reason."""
        deal = {"from": sender, "data": "0x" + bytes(data).hex(), "gas": hex(GAS),
                "value": hex(value)}
        if to is not None:
            deal["to"] = to
        self.request("eth_call", deal, "latest")
        name = self.request("eth_sendTransaction", deal)
        for _ in range(RECEIPT_TRIES):
            receipt = self.request("eth_getTransactionReceipt", name)
            if receipt is not None:
                if int(receipt["status"], 16) != 1:
                    raise Refused(f"transaction {name} failed")
                return receipt
            time.sleep(RECEIPT_WAIT)
        raise Refused(f"transaction {name} is not mined")

    def send(self, sender, to, signature, *args, value=0):
        return self.transact(sender, to, self.calldata(signature, *args), value)

    def call(self, to, signature, *args):
        """What a call answers, as bytes."""
        data = self.calldata(signature, *args)
        return abi.raw(self.request("eth_call", {"to": to, "data": "0x" + data.hex()}, "latest"))

    def number(self, to, signature, *args):
        return int.from_bytes(self.call(to, signature, *args)[:32], "big")

    def head(self):
        """Number and time of the newest block."""
        block = self.request("eth_getBlockByNumber", "latest", False)
        return int(block["number"], 16), int(block["timestamp"], 16)

    def mine_at(self, timestamp):
        """One empty block with this time."""
        self.request("evm_setNextBlockTimestamp", hex(timestamp))
        self.request("evm_mine")
