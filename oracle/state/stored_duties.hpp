// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "core/error.hpp"
#include "core/pg/connection.hpp"
#include "oracle/state/epoch_duties.hpp"
#include "oracle/state/interval_duties.hpp"
#include "oracle/state/network_snapshot.hpp"
#include "oracle/state/stored_registry.hpp"

namespace apsis {

/// Whether the database holds the chain that the snapshot was taken of: its clock, and the public
/// key of each of the snapshot's validators. `mismatch` if not; `unavailable` if the server fails.
Expected<void> check_stored_chain(Connection& connection, const NetworkSnapshot& snapshot);

/// Reads the duties that the indexer stored (table epoch_duties) for a list of validators, tracked
/// or not, an epoch at a time. Memory does not grow with the number of epochs.
class StoredDuties {
 public:
  /// Places (in the list of validators) whose exact duty slot in an epoch is needed.
  using SlotsNeeded = std::function<std::vector<std::uint32_t>(std::uint64_t epoch)>;
  using Sink = std::function<Expected<void>(const EpochDuties&)>;

  /// `validators`: beacon indices, ascending. The connection outlives this.
  StoredDuties(Connection& connection, std::vector<std::uint64_t> validators,
               std::uint64_t slots_per_epoch);

  /// Gives `sink` each epoch of `first` to `last`, in order; an error of it ends the reading.
  /// `mismatch` with all epochs that are missing, before the first one is given, or with what is
  /// wrong in a row.
  Expected<void> read(std::uint64_t first, std::uint64_t last, const SlotsNeeded& slots_needed,
                      const Sink& sink);

  /// Gives the withdrawals of the validators in the blocks of `first` to `last`.
  Expected<void> read_withdrawals(std::uint64_t first, std::uint64_t last,
                                  const std::function<void(const ValidatorWithdrawal&)>& sink);

 private:
  struct Row;
  /// A list of tracked validators that rows refer to.
  struct Set {
    std::vector<std::uint32_t> positions;  ///< of each validator asked for; none where untracked
    std::uint64_t size = 0;
  };

  Expected<void> load_sets(pqxx::transaction_base& work, std::uint64_t first, std::uint64_t last);
  Expected<void> load_set(std::int64_t id);
  Expected<void> load_registry(pqxx::transaction_base& work);
  Expected<void> take(const Row& row, const SlotsNeeded& slots_needed, const Sink& sink);
  Expected<void> take_slots(const Row& row);
  void take_untracked(const Row& row, const SlotsNeeded& slots_needed);
  Expected<void> take_late(const Row& row);

  Connection* connection_;
  std::vector<std::uint64_t> validators_;
  std::uint64_t slots_per_epoch_;
  std::vector<std::uint32_t> place_of_;       ///< by beacon index
  std::map<std::int64_t, Set> sets_;          ///< by set id; -1: every validator
  std::unique_ptr<StoredRegistry> registry_;  ///< read when a validator is not tracked
  std::vector<std::uint8_t> slots_;
  std::vector<LateDuty> late_;
};

/// Epochs of `first` to `last` without stored and final duties: "12, 15 to 17"; empty if none is
/// missing.
Expected<std::string> missing_stored_epochs(pqxx::transaction_base& work, std::uint64_t first,
                                            std::uint64_t last);

}  // namespace apsis
