// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/bytes.hpp"

namespace apsis {

/// Finds a validator by its public key: open addressing over indices into the pubkey column, which
/// the caller hands in at each call. A key that stands twice is found at its lowest index. Places
/// depend on a secret of the process, so that nobody can choose keys which all fall on one place;
/// what is found does not.
class PubkeyIndex {
 public:
  /// One number for each eight bytes of a key, and one for their sum.
  using Secret = std::array<std::uint64_t, 7>;

  PubkeyIndex();
  explicit PubkeyIndex(const Secret& secret) : secret_(secret) {}

  /// Index of `pubkey` in `column`; nothing if it is not there.
  std::optional<std::uint32_t> find(std::span<const Bytes48> column, const Bytes48& pubkey) const;
  /// Adds the entries of `column` that came after the last call.
  void update(std::span<const Bytes48> column);
  /// Most entries that one look-up of a key of `column` passes by.
  std::size_t longest_search(std::span<const Bytes48> column) const;

 private:
  void grow(std::span<const Bytes48> column);
  void insert(std::span<const Bytes48> column, std::uint32_t index);
  std::size_t home(const Bytes48& pubkey) const;

  Secret secret_;
  std::vector<std::uint32_t> slots_;  ///< index + 1; 0: free. Size is a power of two.
  std::size_t count_ = 0;
};

}  // namespace apsis
