// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "oracle/state/capture.hpp"
#include "oracle/state/capture_plan.hpp"

namespace apsis {

namespace {

/// The delegate whose split of a balance is computed here.
constexpr std::uint64_t known_split_version = 3;

/// Wei of a gwei.
const uint256 gwei = 1'000'000'000;

/// Whether the contract splits its balance: others count as a whole, or not at all.
bool is_split(const Minipool& minipool) {
  if (!minipool.funds || minipool.funds->vacant || !minipool.beacon) return false;
  return minipool.beacon->balance_gwei && (minipool.status == MinipoolStatus::staking ||
                                           minipool.status == MinipoolStatus::withdrawable);
}

struct SplitMinipools {
  std::vector<Minipool*> asked;  ///< their delegate's split is not known
  std::vector<Minipool*> known;
};

SplitMinipools split_minipools(NetworkSnapshot& snapshot) {
  SplitMinipools out;
  for (Node& node : snapshot.nodes)
    for (Minipool& minipool : node.minipools)
      if (is_split(minipool))
        (minipool.funds->delegate_version == known_split_version ? out.known : out.asked)
            .push_back(&minipool);
  return out;
}

/// Some of the known ones, spread evenly; the block decides which, so that every member asks the
/// same ones, and others on another day.
void add_samples(const Bytes32& block_hash, SplitMinipools& minipools) {
  const std::vector<Minipool*>& known = minipools.known;
  const std::size_t step = std::max<std::size_t>(1, known.size() / user_share_samples);
  const auto first = static_cast<std::size_t>(uint256_from_be(block_hash) % step);
  for (std::size_t i = first, n = 0; i < known.size() && n < user_share_samples; i += step, ++n)
    minipools.asked.push_back(known[i]);
}

}  // namespace

Expected<CaptureCost> capture_user_shares(const ContractBook& book, const CaptureCaller& caller,
                                          NetworkSnapshot& snapshot) {
  CaptureCost cost;
  CapturePlan plan(book);
  SplitMinipools minipools = split_minipools(snapshot);
  add_samples(book.block_hash, minipools);
  const ContractFunction& share = contract_function("RocketMinipoolDelegate", "calculateUserShare");
  for (Minipool* minipool : minipools.asked) {
    MinipoolFunds& funds = *minipool->funds;
    const int256 whole =
        int256(gwei * *minipool->beacon->balance_gwei + funds.balance) - int256(funds.refund);
    uint256& out = funds.user_share.emplace(0);
    if (whole > 0) plan.ask({minipool->address, &share}, {AbiValue(uint256(whole))}, into(out));
  }
  if (const auto done = plan.run(caller, cost); !done) return std::unexpected(done.error());
  return cost;
}

}  // namespace apsis
