// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "core/net/http_client.hpp"

namespace apsis {

/// Most bytes that one answer of a beacon node may have here.
inline constexpr std::uint64_t max_beacon_answer_bytes = std::uint64_t{64} << 20;

/// Whether a beacon node follows its chain.
struct BeaconSync {
  bool is_syncing = false;
  std::uint64_t head_slot = 0;
};

/// What the duties ask a beacon node for. One call at a time, as its client. Every function gives
/// `unavailable` naming the node when it cannot be reached, `decode` for an answer of another form.
class BeaconReader {
 public:
  explicit BeaconReader(Url url, std::stop_token stop = {});

  /// Unix time of genesis.
  Expected<std::uint64_t> genesis_time();
  Expected<BeaconSync> sync();
  /// The finalized epoch, as the state at the head has it.
  Expected<std::uint64_t> finalized_epoch();
  /// Number of the execution block of a slot's block; nothing if the slot was missed.
  Expected<std::optional<std::uint64_t>> execution_block(std::uint64_t slot);
  /// Slot of the block with this root.
  Expected<std::uint64_t> slot_of(const Bytes32& root);
  /// The node's address without its login.
  std::string name() const;

 private:
  /// The body of a 200; nothing for 404.
  Expected<std::optional<std::string>> get(const std::string& target);
  Expected<std::uint64_t> number(const std::string& target, const std::string& pointer);

  HttpClient client_;
};

}  // namespace apsis
