// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "core/error.hpp"
#include "indexer/decode/chain_config.hpp"
#include "indexer/decode/ssz_view.hpp"

namespace apsis {

/// All containers of one fork, with the sizes of preset P and the limits of the chain's config.
/// Names are the specs' ("BeaconState", "SignedBeaconBlock", ...).
class ForkTypes {
 public:
  /// Builds the types of `fork`.
  template <class P>
  static ForkTypes make(Fork fork, const ChainConfig& config);

  /// The type of that name; ends the process if there is none (`find` asks).
  const SszType& operator[](std::string_view name) const;
  /// The type of that name; null if the fork has none.
  const SszType* find(std::string_view name) const { return types_.find(name); }
  Fork fork() const { return fork_; }

  /// Checks bytes against the named type and gives the view.
  Expected<SszView> decode(std::string_view name, ByteSpan bytes) const;

 private:
  explicit ForkTypes(Fork fork) : fork_(fork) {}
  SszTypes types_;
  Fork fork_;
};

/// The types of every fork of a chain.
struct ChainTypes {
  std::vector<ForkTypes> forks;  ///< by Fork

  template <class P>
  static ChainTypes make(const ChainConfig& config);

  const ForkTypes& operator[](Fork fork) const { return forks[static_cast<std::size_t>(fork)]; }
};

/// Slot of a serialized SignedBeaconBlock, read before its fork and so its type are known.
Expected<std::uint64_t> peek_block_slot(ByteSpan signed_block);
/// Slot of a serialized BeaconState, likewise.
Expected<std::uint64_t> peek_state_slot(ByteSpan state);

}  // namespace apsis
