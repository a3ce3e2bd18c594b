// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/error.hpp"
#include "indexer/replay/ledger.hpp"
#include "indexer/rewards/epoch_record.hpp"

namespace apsis {

/// Columns of the epoch of a ledger, but for its duties, which the next epoch's ledger books.
/// Checks the balance invariant for every validator: balance at the start, plus the duties booked,
/// plus all else that was booked, plus what was not taken, is the balance at the end. A break is an
/// error that names the validator and shows the sum.
Expected<ValidatorColumns> open_columns(const EpochLedger& ledger);

/// Fills in the duties of the columns' epoch from the ledger of the epoch after it; `votes` are the
/// booking's, by validator.
void fill_duties(ValidatorColumns& columns, const DutyBooking& duties, const VoteColumns& votes);

}  // namespace apsis
