// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/error.hpp"
#include "indexer/rewards/epoch_record.hpp"

namespace apsis {

/// Looks at a record once more before it becomes rows: all columns equally long, no amount beyond
/// the signed 64-bit range, and for every validator start + duties of the epoch before + all booked
/// components + not taken = end. Errors: mismatch, naming epoch, validator and both sums.
Expected<void> check_record(const EpochRecord& record);

/// Whether the component is booked in the epoch after the one whose duties it is for.
constexpr bool booked_one_epoch_later(Component component) {
  return component <= Component::inactivity;
}

}  // namespace apsis
