// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "indexer/pipeline.hpp"
#include "indexer/run_report.hpp"
#include "indexer/source/head_chain.hpp"
#include "indexer/state_shelf.hpp"
#include "indexer/store/store.hpp"

namespace apsis {

/// Where states are kept when nobody says otherwise: beside an embedded database, else in
/// ./apsis-states. `off`: nowhere, in memory alone.
std::filesystem::path state_folder(const std::string& wanted, const std::string& database);

/// What a database needs of a chain that moved on while nobody looked.
struct StoredBranch {
  std::optional<std::uint64_t> wanted_epoch;  ///< the first epoch that is missing or does not hold
  std::optional<std::uint64_t> common_slot;   ///< set: epochs that were proven later do not hold
};

/// Asks the chain, which was looked at, for the blocks that proved the epochs that are not final.
Expected<StoredBranch> compare_branch(Store& store, HeadChain& chain, const BlockRoot& block_root);

/// Where a run begins without a kept state: where what holds of the database ends, from the last
/// slot before the first epoch that is wanted, so that this epoch is seen from its first slot on. A
/// node that no longer has that state may still have the one that the first run began with; what is
/// stored is then proven once more. `first`: where an empty database begins.
std::vector<StartPoint> head_starts(const StartPoint& first, const std::optional<Cursor>& cursor,
                                    const StoredBranch& branch, std::uint64_t slots_per_epoch);

/// A pipeline over the head of a chain, into a store.
class HeadRun {
 public:
  /// `until_final`: nothing is replayed before it is final.
  HeadRun(HeadChain& chain, Store& store, RunReport& report, StateShelf& shelf,
          const StoredBranch& branch, BlockRoot block_root, std::stop_token stop, bool until_final,
          std::optional<std::uint64_t> to_slot);

  PipelineHooks hooks();

 private:
  Expected<void> started(const PipelineStart& start);
  Expected<void> epoch_proven(const EpochRecord& record);
  Expected<Horizon> look(std::chrono::milliseconds longest);
  Expected<std::optional<std::uint64_t>> rewound(std::uint64_t common, std::uint64_t last);
  Expected<std::optional<std::uint64_t>> forget_after(std::uint64_t slot);
  Expected<void> finalized(std::uint64_t slot);

  HeadChain& chain_;
  Store& store_;
  RunReport& report_;
  StateShelf& shelf_;
  StoredBranch branch_;
  BlockRoot block_root_;
  std::optional<Epoch> next_epoch_;  // all before are stored
  std::stop_token stop_;
  bool until_final_;
  std::optional<std::uint64_t> to_slot_;
};

}  // namespace apsis
