// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>

#include "core/error.hpp"
#include "core/pg/connection.hpp"
#include "oracle/interval/duty_scorer.hpp"
#include "oracle/state/network_snapshot.hpp"

namespace apsis {

/// Called with each epoch whose duties were counted.
using EpochNote = std::function<void(std::uint64_t epoch)>;

/// Gives `scorer` everything that the indexer stored for the snapshot's interval: duties and
/// withdrawals. Errors: those of check_stored_chain, StoredDuties and DutyCounter, so that an
/// interval with missing epochs, or a validator without a duty in an epoch in which it was active,
/// is refused.
Expected<void> score_stored_duties(Connection& connection, const NetworkSnapshot& snapshot,
                                   DutyScorer& scorer, const EpochNote& note);

}  // namespace apsis
