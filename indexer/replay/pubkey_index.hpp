// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/bytes.hpp"

namespace apsis {

/// Finds a validator by its public key: open addressing over indices into the pubkey column, which
/// the caller hands in at each call. A key that stands twice is found at its lowest index.
class PubkeyIndex {
 public:
  /// Index of `pubkey` in `column`; nothing if it is not there.
  std::optional<std::uint32_t> find(std::span<const Bytes48> column, const Bytes48& pubkey) const;
  /// Adds the entries of `column` that came after the last call.
  void update(std::span<const Bytes48> column);

 private:
  void grow(std::span<const Bytes48> column);
  void insert(std::span<const Bytes48> column, std::uint32_t index);
  std::size_t home(const Bytes48& pubkey) const;

  std::vector<std::uint32_t> slots_;  ///< index + 1; 0: free. Size is a power of two.
  std::size_t count_ = 0;
};

}  // namespace apsis
