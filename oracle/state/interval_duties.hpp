// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/uint256.hpp"

namespace apsis {

/// One attestation duty of a validator and the first canonical block that holds its vote.
struct AttestationDuty {
  std::uint64_t validator = 0;
  std::uint64_t slot = 0;
  std::uint64_t first_delay_slots = 0;  ///< the block stands at slot + this; 0: in no block
};

/// One withdrawal of a block's payload.
struct ValidatorWithdrawal {
  std::uint64_t slot = 0;
  std::uint64_t validator = 0;
  std::uint64_t amount_gwei = 0;
};

/// What the beacon chain says about an interval: duties of `first_epoch` to `last_epoch` and
/// withdrawals, of at least the validators that are scored.
struct IntervalDuties {
  std::uint64_t first_epoch = 0;
  std::uint64_t last_epoch = 0;
  std::vector<AttestationDuty> duties;
  std::vector<ValidatorWithdrawal> withdrawals;
};

/// Reads a duties file (DUTIES.md beside this file). `decode` with the JSON path for what is wrong.
Expected<IntervalDuties> read_interval_duties(const std::string& text);

}  // namespace apsis
