// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <utility>

#include "bench/report.hpp"
#include "core/bytes.hpp"
#include "core/error.hpp"

namespace apsis {

/// A made-up chain in a temporary folder, removed at the end: a state and the blocks that follow
/// it.
class MadeChain {
 public:
  /// Makes a state of `size` and `blocks` blocks (`BeaconBlock`), in a process of its own, so that
  /// what making them takes is no memory of this one.
  static Expected<MadeChain> make(const BenchSize& size, std::size_t blocks);

  MadeChain(MadeChain&& other) noexcept : folder_(std::exchange(other.folder_, {})) {}
  MadeChain& operator=(MadeChain&&) = delete;
  ~MadeChain();

  /// The serialized state.
  Bytes state() const;
  /// Block number `index`, of slot made_first_slot + index.
  Bytes block(std::size_t index) const;

 private:
  explicit MadeChain(std::filesystem::path folder) : folder_(std::move(folder)) {}

  std::filesystem::path folder_;
};

}  // namespace apsis
