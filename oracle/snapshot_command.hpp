// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/error.hpp"

namespace apsis {

/// Prints a line for each stored snapshot, or all that is known of one (SnapshotStore::find).
Expected<int> run_snapshot_show(const std::string& database, const std::string& name);

/// Writes a stored snapshot's canonical file.
Expected<int> run_snapshot_export(const std::string& database, const std::string& name,
                                  const std::filesystem::path& file);

/// Stores the snapshots of files, each whole or not at all.
Expected<int> run_snapshot_import(const std::string& database,
                                  const std::vector<std::filesystem::path>& files);

/// Prints in what two snapshots differ, a line a field with both values. Each is a file, or else a
/// stored one by its name. Exit status 0 if in nothing, else 1.
Expected<int> run_snapshot_diff(const std::string& database, const std::string& first,
                                const std::string& second);

}  // namespace apsis
