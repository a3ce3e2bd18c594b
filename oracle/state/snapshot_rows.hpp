// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <pqxx/pqxx>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "oracle/state/stored_snapshot.hpp"

namespace apsis {

/// Rows of `snapshots` that fit a condition; `rest` is what follows FROM snapshots. `mismatch` for
/// a row that nobody could have written.
Expected<std::vector<StoredSnapshot>> read_snapshot_rows(pqxx::transaction_base& work,
                                                         const std::string& rest);

/// Text form of bytea.
std::string bytea_text(ByteSpan bytes);

}  // namespace apsis
