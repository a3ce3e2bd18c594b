// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <random>

#include "core/net/http_server.hpp"
#include "tests/votes/fake_chain.hpp"

namespace apsis {

/// The made-up RocketStorage that answers for flags.
inline constexpr Bytes20 fake_storage_address = {0x57};
/// Chain id of the made-up node.
inline constexpr std::uint64_t fake_chain_id = 17'000;

/// How often a made-up node lets things go wrong, in a thousand.
struct NodeFaults {
  unsigned lost_answers = 0;     ///< a transaction is taken, and the connection is closed
  unsigned forgotten = 0;        ///< a transaction is taken, and falls out of the pool
  unsigned reorganisations = 0;  ///< of blocks; not as deep as finality
  unsigned silent = 0;           ///< any request: the connection is closed
  unsigned delay_ms = 0;         ///< most that an answer takes; no share
};

/// A FakeChain that speaks JSON-RPC over HTTP, as an execution node does.
class FakeNode {
 public:
  FakeNode(FakeChain& chain, NodeFaults faults, unsigned seed)
      : chain_(chain), faults_(faults), random_(seed) {}

  /// Serves on a free port of this machine.
  Expected<std::unique_ptr<HttpServer>> start();
  /// A block, or a reorganisation.
  void tick();

 private:
  HttpResponse handle(const HttpRequest& request);
  bool happens(unsigned in_a_thousand);
  unsigned up_to(unsigned most);

  FakeChain& chain_;
  NodeFaults faults_;
  std::mutex mutex_;
  std::mt19937 random_;
};

}  // namespace apsis
