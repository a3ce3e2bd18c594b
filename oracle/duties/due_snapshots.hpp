// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "oracle/duties/rewards_timing.hpp"
#include "oracle/duties/submission_target.hpp"

namespace apsis {

/// The newest slot up to a time that balances will be asked of: known ahead of finality, so that
/// its state can be read while it is recent. `finalized_epoch` of the inputs is not looked at.
/// Nothing until a whole frequency has passed since the last accepted block. `invalid` for a
/// frequency of 0.
Expected<std::optional<std::uint64_t>> due_balances_slot(const TargetInputs& inputs,
                                                         std::uint64_t time);

/// The slot that the running interval's rewards will be computed at, once the head has come to it;
/// nothing before. `invalid` for an interval of 0 seconds.
Expected<std::optional<std::uint64_t>> due_rewards_slot(const RewardsTimingInputs& inputs);

}  // namespace apsis
