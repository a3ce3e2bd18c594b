// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "tests/votes/fake_node.hpp"

// A made-up execution node with faults: prints its URL, and serves until it is told to end.
// Usage: apsis-fake-node SEED MILLISECONDS_A_BLOCK

namespace {

volatile std::sig_atomic_t has_ended = 0;

}  // namespace

int main(int argc, char** argv) {
  using namespace apsis;
  if (argc != 3) {
    std::fputs("usage: apsis-fake-node SEED MILLISECONDS_A_BLOCK\n", stderr);
    return 2;
  }
  std::signal(SIGTERM, [](int) { has_ended = 1; });
  FakeChain chain;
  chain.behaviour.final_distance = 3;
  FakeNode node(
      chain,
      {.lost_answers = 100, .forgotten = 50, .reorganisations = 100, .silent = 20, .delay_ms = 20},
      static_cast<unsigned>(std::strtoul(argv[1], nullptr, 10)));
  const auto server = node.start();
  if (!server) {
    std::fprintf(stderr, "%s\n", server.error().text().c_str());
    return 3;
  }
  std::printf("%s\n", (*server)->url().c_str());
  std::fflush(stdout);
  const std::chrono::milliseconds block(std::atoi(argv[2]));
  while (has_ended == 0) {
    std::this_thread::sleep_for(block);
    node.tick();
  }
}
