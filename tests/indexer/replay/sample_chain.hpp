// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "indexer/decode/preset.hpp"
#include "indexer/replay/replay.hpp"
#include "tests/indexer/decode/ssz_builder.hpp"

namespace apsis {

/// A small chain of the minimal preset that is made up on the spot: 64 validators of 32 ETH,
/// nothing signed. Tests change its state or its blocks and see what the replay says.
class SampleChain {
 public:
  using P = MinimalPreset;
  static constexpr std::size_t validator_count = 64;

  explicit SampleChain(Fork fork = Fork::fulu);
  SampleChain(const SampleChain&) = delete;

  const ChainConfig& config() const { return config_; }
  const ForkTypes& types() const { return types_[fork_]; }
  const ChainTypes& all_types() const { return types_; }

  /// A state at slot 0 after `tweak` had its way, as it is serialized.
  Bytes state(const std::function<void(SszBuilder&)>& tweak = {}) const;
  /// A replay that starts from such a state.
  Expected<Replay<P>> start(const std::function<void(SszBuilder&)>& tweak = {}) const;
  /// The signed block of `slot` that follows the replay's state, after `tweak` had its way with the
  /// message; names the state root that comes out if the block is valid.
  Bytes block(const Replay<P>& run, std::uint64_t slot,
              const std::function<void(SszBuilder&)>& tweak = {}) const;
  /// Decodes a signed block and applies it.
  Expected<void> apply(Replay<P>& run, const Bytes& signed_block) const;

  static Bytes48 pubkey(std::size_t validator);

 private:
  Fork fork_;
  ChainConfig config_;
  ChainTypes types_;
};

}  // namespace apsis
