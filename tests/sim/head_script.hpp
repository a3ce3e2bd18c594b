// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tests/sim/beacon_server.hpp"

namespace apsis {

/// How a sparring node's head moves: slot by slot along the recording, with detours.
class HeadScript {
 public:
  /// Begins at the server's head. The server outlives this.
  explicit HeadScript(BeaconServer& server);

  /// "PARENT:LAST": behind the recorded block of slot PARENT a branch made for the purpose is
  /// shown, block by block up to slot LAST; then the recorded chain wins. Fails with usage, also
  /// when something behind PARENT would be final by then.
  Expected<void> add_fork(const std::string& text, const std::string& directory);
  /// "SLOT:DEPTH": once the head is at SLOT it goes back DEPTH slots, then on from SLOT.
  Expected<void> add_back(const std::string& text);
  /// The stream of events is cut after every `heads` steps.
  void disconnect_every(std::size_t heads) { disconnect_every_ = heads; }
  /// Does the next step; false when the recording's end is reached.
  bool step();

 private:
  struct Fork {
    std::vector<ShownBlock> blocks{};
    std::uint64_t last = 0;
    std::size_t shown = 0;
  };
  void move();

  BeaconServer& server_;
  std::map<std::uint64_t, Fork> forks_;           // by parent
  std::map<std::uint64_t, std::uint64_t> backs_;  // depth by slot
  std::uint64_t slot_ = 0;                        // of the recorded chain, as shown last
  std::size_t disconnect_every_ = 0;
  std::size_t steps_ = 0;
};

}  // namespace apsis
