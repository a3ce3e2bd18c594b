// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "core/pg/connection.hpp"
#include "oracle/state/block_search.hpp"
#include "oracle/state/capture.hpp"

namespace apsis {

/// Captures whose facts are kept for each network; older ones go.
inline constexpr int max_kept_captures = 8;

/// What an earlier capture knew, and its block.
struct StoredFacts {
  std::uint64_t block_number = 0;
  KnownFacts facts{};
};

/// Facts of captures in PostgreSQL, so that what never changes is asked once. Errors: `unavailable`
/// when the database fails, `mismatch` when a row is not what was written.
class CaptureStore {
 public:
  explicit CaptureStore(Connection& connection) : connection_(&connection) {}

  /// Keeps what a capture at a block found; its snapshot is stored with this content already.
  Expected<void> put(const Captured& captured, const ContractBook& book, const BlockHeader& block,
                     const Bytes32& content_hash);

  /// The newest facts of the network from before a block that is still on the chain, as the header
  /// source tells it; nothing if there are none.
  Expected<std::optional<StoredFacts>> newest(const std::string& network, std::uint64_t before,
                                              const HeaderSource& header);

 private:
  Connection* connection_;
};

}  // namespace apsis
