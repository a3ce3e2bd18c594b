// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/state/capture.hpp"
#include "oracle/state/capture_plan.hpp"

namespace apsis {

namespace {

/// The delegate whose split of a balance is computed here.
constexpr std::uint64_t known_split_version = 3;

/// Wei of a gwei.
const uint256 gwei = 1'000'000'000;

}  // namespace

Expected<CaptureCost> capture_user_shares(const ContractBook& book, const CaptureCaller& caller,
                                          NetworkSnapshot& snapshot) {
  CaptureCost cost;
  CapturePlan plan(book);
  const ContractFunction& share = contract_function("RocketMinipoolDelegate", "calculateUserShare");
  for (Node& node : snapshot.nodes)
    for (Minipool& minipool : node.minipools) {
      if (!minipool.funds || minipool.funds->delegate_version == known_split_version) continue;
      if (!minipool.beacon || !minipool.beacon->balance_gwei) continue;
      const int256 whole = int256(gwei * *minipool.beacon->balance_gwei + minipool.funds->balance) -
                           int256(minipool.funds->refund);
      uint256& out = minipool.funds->user_share.emplace(0);
      if (whole > 0) plan.ask({minipool.address, &share}, {AbiValue(uint256(whole))}, into(out));
    }
  if (const auto done = plan.run(caller, cost); !done) return std::unexpected(done.error());
  return cost;
}

}  // namespace apsis
