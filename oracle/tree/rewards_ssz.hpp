// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "oracle/tree/rewards_file.hpp"

namespace apsis {

/// Whether the bytes begin as an SSZ rewards file does ("RPRT" or "RPRU").
bool is_rewards_ssz(ByteSpan bytes);

/// The file as oracle nodes publish it in SSZ: rulesets from 9 on (file version 3 and 4). Proofs
/// and the treasury's share are left out, as the official encoder does. `usage` for older files,
/// `invalid` if a time or a number of networks cannot be written.
Expected<Bytes> write_rewards_ssz(const RewardsFile& file);

/// Reads such a file, and makes the proofs of its entries. `decode` with the byte for what is not
/// SSZ; `mismatch` for entries that are unsorted or doubled and for a root that is not that of the
/// entries (a root of zeros is filled in).
Expected<RewardsFile> read_rewards_ssz(ByteSpan bytes);

}  // namespace apsis
