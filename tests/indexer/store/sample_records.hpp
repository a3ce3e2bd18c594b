// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "indexer/rewards/epoch_record.hpp"
#include "indexer/store/chain_identity.hpp"

namespace apsis {

/// A chain that the sample records belong to.
ChainIdentity sample_chain();

/// `epochs` records of a made-up chain of `validators` validators (one more joins every fourth
/// epoch), with something in every field; sums hold. The same seed gives the same records.
std::vector<EpochRecord> sample_records(std::uint64_t epochs, std::size_t validators,
                                        std::uint64_t seed);

/// Records that hold exactly what a table of rewards (CSV, as `rewards --csv` prints it) says.
std::vector<EpochRecord> records_from_csv(const std::string& text);

/// The table that `records` should give, computed from them alone.
std::string expected_csv(const std::vector<EpochRecord>& records);

/// A record with `count` zeros in every column.
EpochRecord empty_record(std::uint64_t epoch, std::size_t count);

}  // namespace apsis
