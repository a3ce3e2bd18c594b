// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "core/error.hpp"
#include "indexer/rewards/epoch_record.hpp"
#include "indexer/rewards/orphan_votes.hpp"

namespace apsis {

/// Puts epoch records together from the replay's ledgers, in order. An epoch's duties are booked at
/// the end of the epoch after it, so the record of epoch E comes out with the ledger of E + 1. The
/// proof (slot, roots, mode) is filled in by the caller, who knows when it is there.
class EpochAssembler {
 public:
  explicit EpochAssembler(std::uint64_t slots_per_epoch) : slots_per_epoch_(slots_per_epoch) {}

  /// A canonical or orphaned block of an epoch whose record is not out yet.
  void add_block(const BlockRecord& block);
  /// The votes of an orphaned block.
  void add_orphan_votes(std::uint64_t slot, std::vector<OrphanAggregate> aggregates);

  /// The ledger of the next epoch. Gives the record of the epoch before it, if that was seen from
  /// its first slot on. An epoch that the books do not explain is an error.
  Expected<std::optional<EpochRecord>> add_ledger(EpochLedger ledger);

 private:
  EpochRecord finish(const EpochLedger& next);

  std::uint64_t slots_per_epoch_;
  std::optional<EpochRecord> open_;                           ///< complete but for its duties
  std::map<std::uint64_t, std::vector<BlockRecord>> blocks_;  ///< by epoch
  std::map<std::uint64_t, std::vector<OrphanAggregate>> orphan_votes_;  ///< by epoch of the block
};

}  // namespace apsis
