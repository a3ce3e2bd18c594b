// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/interval/ruleset.hpp"

namespace apsis {

// RPIP-30 node weights, phased in over six intervals; the smoothing pool by attestation scores.
extern const Ruleset ruleset_v8 = {
    .number = 8,
    .file_version = 3,
    .minimum_collateral = true,
    .effective_stake_phase_in = true,
    .commission_boost = false,
    .megapools = false,
    .one_epoch_inclusion = true,
    .contract_times = true,
};

}  // namespace apsis
