// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/bytes.hpp"
#include "core/error.hpp"

namespace apsis {

/// A public key as a decompressed point of G1 (x and y in the arithmetic's own form).
struct PublicPoint {
  alignas(8) std::uint8_t bytes[96];
};

/// Decompresses one key and checks that it is a finite point of the group (`KeyValidate`).
Expected<PublicPoint> decompress_pubkey(const Bytes48& pubkey);

/// The registry's keys as points, decompressed when first wanted: 96 bytes a validator. They are
/// not checked for the group again: a key enters the registry with a proof of possession.
class PubkeyPoints {
 public:
  /// Sum of the points of these validators, at least one. Keys are looked up in `column`.
  Expected<PublicPoint> sum(std::span<const Bytes48> column,
                            std::span<const std::uint32_t> validators);

  /// Forgets the points from `count` on: the registry was set back, and others may come.
  void forget_from(std::size_t count) {
    if (count >= points_.size()) return;
    points_.resize(count);
    known_.resize(count);
  }

 private:
  Expected<const PublicPoint*> point(std::span<const Bytes48> column, std::uint32_t validator);

  std::vector<PublicPoint> points_;
  std::vector<bool> known_;
};

}  // namespace apsis
