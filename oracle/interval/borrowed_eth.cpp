// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/interval/borrowed_eth.hpp"

namespace apsis {

namespace {

constexpr std::uint64_t wei_in_milli_eth = 1'000'000'000'000'000;

}  // namespace

bool borrows(const Minipool& minipool, std::uint64_t last_epoch) {
  return minipool.exists && minipool.status == MinipoolStatus::staking && minipool.beacon &&
         minipool.beacon->exit_epoch > last_epoch;
}

uint256 minipool_borrowed(const Node& node, std::uint64_t last_epoch) {
  uint256 out = 0;
  for (const Minipool& minipool : node.minipools)
    if (borrows(minipool, last_epoch)) out += minipool.user_deposit;
  return out;
}

int256 megapool_borrowed(const Node& node, const MegapoolRecords& records) {
  if (!node.megapool || !node.megapool->has_details) return 0;
  int256 out(node.megapool->user_capital);
  for (const MegapoolValidator& listed : node.megapool->validators) {
    const MegapoolValidator& record = records.find(*node.megapool, listed.pubkey);
    if (!record.in_prestake) continue;
    const std::uint64_t requested =
        record.requested_value_milli_eth - record.requested_bond_milli_eth;
    out -= int256(requested) * wei_in_milli_eth;
  }
  return out;
}

}  // namespace apsis
