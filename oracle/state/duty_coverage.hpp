// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/error.hpp"
#include "oracle/state/interval_duties.hpp"
#include "oracle/state/network_snapshot.hpp"

namespace apsis {

/// Watches duties go by and tells at the end whether they are complete: every epoch of the interval
/// was there, and each validator had one duty in each epoch of the interval in which it is active.
/// A duty that is not there would otherwise pass as one that the validator never had.
class DutyCoverage {
 public:
  /// `validators`: beacon indices whose duties matter; each is in the snapshot.
  DutyCoverage(const NetworkSnapshot& snapshot, std::span<const std::uint64_t> validators);

  /// The duties of this epoch are there.
  void note_epoch(std::uint64_t epoch);
  /// A duty went by; those of other validators and epochs are passed over.
  void note(const AttestationDuty& duty);

  /// `mismatch` with the missing epochs, or with a validator and an epoch that it lacks or has
  /// twice.
  Expected<void> check() const;

 private:
  struct Validator {
    std::uint64_t activation_epoch = 0;
    std::uint64_t exit_epoch = 0;
    std::vector<bool> has_duty;  ///< by epoch, from first_epoch_
  };

  std::string missing_epochs() const;

  std::uint64_t first_epoch_;
  std::uint64_t last_epoch_;
  std::uint64_t slots_per_epoch_;
  std::vector<bool> has_epoch_;
  std::unordered_map<std::uint64_t, Validator> validators_;
  std::string doubled_;  ///< the first duty that came twice
};

}  // namespace apsis
