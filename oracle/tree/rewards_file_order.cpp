// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <set>

#include "core/hex.hpp"
#include "oracle/tree/rewards_file.hpp"

namespace apsis {

namespace {

Expected<void> check_nodes(const RewardsFile& file) {
  for (std::size_t i = 1; i < file.nodes.size(); ++i) {
    const Bytes20& address = file.nodes[i].address;
    if (file.nodes[i - 1].address < address) continue;
    const bool same = file.nodes[i - 1].address == address;
    return fail(ErrorKind::mismatch,
                same ? "duplicate entry" : "unsorted: the entry before has a greater address",
                "/nodeRewards/" + to_hex(address));
  }
  return {};
}

/// JSON sorts the ids as texts, SSZ as numbers: only doubles are wrong in both.
Expected<void> check_networks(const RewardsFile& file) {
  std::set<std::uint64_t> seen;
  for (const RewardsFileNetwork& network : file.networks)
    if (!seen.insert(network.id).second)
      return fail(ErrorKind::mismatch, "duplicate entry",
                  fmt::format("/networkRewards/{}", network.id));
  return {};
}

}  // namespace

Expected<void> check_entry_order(const RewardsFile& file) {
  if (auto ok = check_nodes(file); !ok) return ok;
  return check_networks(file);
}

}  // namespace apsis
