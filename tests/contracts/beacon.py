#!/usr/bin/env python3
# Apsis: Rocket Pool rewards indexer and oracle node.
# SPDX-License-Identifier: Apache-2.0
"""What a test chain lacks to be a network: beacon.py CHAIN_URL GENESIS_TIME [SECONDS_PER_SLOT].

Serves, on one free port that it prints, the few questions that duties ask a beacon node, with a slot
for each block by its time; and JSON-RPC (POST), passed on to the chain with the parent beacon root
filled in. Two epochs before the head's are final."""

import hashlib
import json
import re
import sys
import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from chain import Chain

SLOTS_PER_EPOCH = 32
EVENT_PAUSE = 0.25
HEADER_METHODS = ("eth_getBlockByNumber", "eth_getBlockByHash")


class Beacon:
    """Blocks of the chain as blocks of slots."""

    def __init__(self, url, genesis, seconds_per_slot):
        self.chain, self.genesis, self.seconds_per_slot = Chain(url), genesis, seconds_per_slot
        self.lock = threading.Lock()
        self.slots = []   # slot of each block
        self.blocks = {}  # number of the block of each slot
        self.roots = {}   # slot of each root

    def slot_of(self, timestamp):
        return max(0, timestamp - self.genesis) // self.seconds_per_slot

    @staticmethod
    def root(slot):
        return "0x" + hashlib.sha256(b"slot %d" % slot).hexdigest()

    def follow(self):
        """Takes over new blocks; the head's slot."""
        with self.lock:
            head = int(self.chain.request("eth_blockNumber"), 16)
            while len(self.slots) <= head:
                number = len(self.slots)
                block = self.chain.request("eth_getBlockByNumber", hex(number), False)
                slot = self.slot_of(int(block["timestamp"], 16))
                self.slots.append(slot)
                self.blocks[slot] = number
                self.roots[self.root(slot)] = slot
            return self.slots[-1]

    def finalized_epoch(self):
        return max(0, self.follow() // SLOTS_PER_EPOCH - 2)

    def fill_root(self, block):
        """The root of the slot before in a block's header."""
        if block:
            self.follow()
            number = int(block["number"], 16)
            block["parentBeaconBlockRoot"] = self.root(self.slots[max(0, number - 1)])

    def answer(self, path):
        """The data of a GET; None: there is none."""
        if path == "/eth/v1/beacon/genesis":
            return {"genesis_time": str(self.genesis)}
        if path == "/eth/v1/node/syncing":
            return {"head_slot": str(self.follow()), "is_syncing": False, "sync_distance": "0"}
        if path == "/eth/v1/beacon/states/head/finality_checkpoints":
            return {"finalized": {"epoch": str(self.finalized_epoch()), "root": "0x"}}
        self.follow()
        found = re.fullmatch(r"/eth/v2/beacon/blocks/(\d+)", path)
        if found and int(found[1]) in self.blocks:
            number = str(self.blocks[int(found[1])])
            return {"message": {"slot": found[1], "body": {
                "execution_payload": {"block_number": number}}}}
        found = re.fullmatch(r"/eth/v1/beacon/headers/(0x[0-9a-f]{64})", path)
        if found and found[1] in self.roots:
            return {"header": {"message": {"slot": str(self.roots[found[1]])}}}
        return None


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    beacon = None

    def log_message(self, *_):
        pass

    def send(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def send_events(self):
        """A line for each new head, until the client goes."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        seen = None
        while True:
            head = self.beacon.follow()
            text = ": still here\n\n" if head == seen else f"event: head\ndata: {head}\n\n"
            self.wfile.write(text.encode())
            seen = head
            time.sleep(EVENT_PAUSE)

    def do_GET(self):
        if self.path.startswith("/eth/v1/events"):
            try:
                self.send_events()
            except OSError:
                self.close_connection = True
            return
        data = self.beacon.answer(self.path)
        self.send(200 if data is not None else 404, {"data": data})

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        request = urllib.request.Request(self.beacon.chain.url, body,
                                         {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            out = json.load(answer)
        asked = json.loads(body)
        pairs = zip(asked, out) if isinstance(asked, list) else [(asked, out)]
        for question, reply in pairs:
            if question["method"] in HEADER_METHODS:
                self.beacon.fill_root(reply.get("result"))
        self.send(200, out)


def main():
    seconds_per_slot = int(sys.argv[3]) if len(sys.argv) > 3 else 12
    Handler.beacon = Beacon(sys.argv[1], int(sys.argv[2]), seconds_per_slot)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    print(f"listening on http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
