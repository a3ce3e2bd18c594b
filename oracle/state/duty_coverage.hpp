// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "core/error.hpp"
#include "oracle/state/interval_duties.hpp"
#include "oracle/state/network_snapshot.hpp"

namespace apsis {

/// Whether the duties are complete: every epoch of the interval is covered, and each of
/// `validators` has one duty in each epoch of the interval in which it is active. A duty that is
/// not there would otherwise pass as one that the validator never had. `mismatch` names the
/// missing epochs, or validators with the epochs that they lack.
Expected<void> check_duty_coverage(const NetworkSnapshot& snapshot,
                                   std::span<const std::uint64_t> validators,
                                   const IntervalDuties& duties);

}  // namespace apsis
