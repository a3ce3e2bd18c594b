// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/error.hpp"
#include "oracle/interval/megapool_records.hpp"
#include "oracle/interval/node_weight.hpp"
#include "oracle/interval/reward_ledger.hpp"
#include "oracle/interval/ruleset.hpp"

namespace apsis {

/// What a node's weight depends on under a ruleset.
WeightInputs weight_inputs(const Node& node, const NetworkSnapshot& snapshot,
                           const Ruleset& ruleset, const MegapoolRecords& records);

/// Greatest rounding loss, in wei, that the rulesets accept; anything larger is a mistake
/// somewhere.
uint256 rounding_limit(const NetworkSnapshot& snapshot, const Ruleset& ruleset);

/// Distributes the interval's RPL: to nodes by weight, to the oracle DAO by time, the rest (with
/// every rounding remainder) to the protocol DAO. Fills the ledger and the RPL totals. `invalid`
/// where the rulesets make no tree at all.
Expected<void> distribute_rpl(const NetworkSnapshot& snapshot, const Ruleset& ruleset,
                              const MegapoolRecords& records, RewardLedger& ledger,
                              RewardsTotals& totals);

}  // namespace apsis
