// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/net/http_client.hpp"
#include "oracle/chain/node_address.hpp"
#include "oracle/state/beacon_side.hpp"

namespace apsis {

/// Public keys that one request to a beacon node names.
inline constexpr std::size_t max_pubkeys_a_request = 600;
/// Most bytes of one answer.
inline constexpr std::uint64_t max_validators_answer_bytes = std::uint64_t{8} << 20;

/// Reads what /eth/v1/beacon/states/{state}/validators gives. `decode` with the JSON path for
/// anything else, and for a state that is not known to stay.
Expected<BeaconValidators> read_beacon_answer(const std::string& text);

/// The beacon nodes that tell the beacon side of a snapshot when no indexer does. One call at a
/// time.
class BeaconNodes {
 public:
  explicit BeaconNodes(std::vector<NodeAddress> addresses, std::stop_token stop = {});

  /// The validators with these public keys after the block of `slot`, from the first two nodes
  /// that answer. `mismatch` with both answers when they differ; `decode` for an answer that is of
  /// another form; `unavailable` telling what each node said when none answers.
  Expected<BeaconValidators> validators(std::span<const Bytes48> pubkeys, std::uint64_t slot);

  /// Snapshots whose beacon side only one node could tell although more are configured.
  std::uint64_t single_answers() const { return single_answers_; }

 private:
  struct Node {
    std::string name;
    std::string authorization;
    std::unique_ptr<HttpClient> client;
  };
  Expected<BeaconValidators> ask(Node& node, std::span<const Bytes48> pubkeys, std::uint64_t slot);

  std::vector<Node> nodes_;
  std::uint64_t single_answers_ = 0;
};

}  // namespace apsis
