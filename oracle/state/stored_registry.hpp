// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/error.hpp"
#include "core/pg/connection.hpp"
#include "oracle/state/committee_slot.hpp"

namespace apsis {

/// When validators were active, as the indexer stored it, and with that the duty slots of those
/// that it did not track. All functions run inside the caller's transaction.
class StoredRegistry {
 public:
  /// Reads the activation and exit epoch of every validator of the chain, and the chain's preset.
  /// Gigabytes are not read: 16 bytes a validator. Errors: as of the database; mismatch when it
  /// holds no chain.
  static Expected<StoredRegistry> read(Connection& connection, pqxx::transaction_base& work);

  bool is_active(std::uint64_t validator, std::uint64_t epoch) const {
    return validator < activation_.size() && activation_[validator] <= epoch &&
           epoch < exit_[validator];
  }

  /// Slot within the epoch of each of `validators` (ascending), all active in it.
  std::vector<std::uint8_t> duty_slots(std::span<const std::uint64_t> validators,
                                       std::uint64_t epoch, const Bytes32& attester_seed) const;

 private:
  CommitteeRules rules_;
  std::vector<std::uint64_t> activation_;
  std::vector<std::uint64_t> exit_;
};

}  // namespace apsis
