// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/cases/golden_snapshot_file.hpp"

#include "oracle/state/snapshot_reader.hpp"
#include "oracle/state/snapshot_writer.hpp"

namespace apsis {

std::string snapshot_file_problem(const NetworkSnapshot& snapshot) {
  const std::string canonical = write_network_snapshot(snapshot);
  const Expected<NetworkSnapshot> read = read_network_snapshot(canonical);
  if (!read) return "canonical snapshot file: " + read.error().text();
  if (*read != snapshot) return "canonical snapshot file: reads as another snapshot";
  if (write_network_snapshot(*read) != canonical)
    return "canonical snapshot file: has other bytes when it is written again";
  return {};
}

}  // namespace apsis
