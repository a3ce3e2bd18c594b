// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/interval/pool_nodes.hpp"

#include <algorithm>

#include "oracle/interval/borrowed_eth.hpp"
#include "oracle/interval/wei_math.hpp"

namespace apsis {

namespace {

constexpr std::uint64_t penalties_of_a_cheater = 3;
const uint256 vote_limit = one_eth * 3u / 2u;  ///< of the megapool's bonded ETH

bool is_candidate(const Minipool& minipool) {
  return minipool.exists && minipool.status == MinipoolStatus::staking;
}

bool is_cheater(const Node& node) {
  return std::ranges::any_of(node.minipools, [](const Minipool& minipool) {
    return is_candidate(minipool) && minipool.penalties >= penalties_of_a_cheater;
  });
}

/// Whether a record has ever reached the beacon chain through its megapool.
bool reached_beacon(const MegapoolValidator& record) {
  return record.staked || record.in_prestake || record.exiting || record.exited;
}

PoolMegapool pool_megapool(const Megapool& megapool, const MegapoolRecords& records) {
  PoolMegapool out{&megapool, {}};
  for (const MegapoolValidator& listed : megapool.validators) {
    if (!listed.beacon) continue;
    const MegapoolValidator& record = records.find(megapool, listed.pubkey);
    if (!records.by_pubkey_alone() && !reached_beacon(record)) continue;
    PoolMegapoolValidator validator;
    validator.record = &record;
    validator.beacon = &*listed.beacon;
    out.validators.push_back(std::move(validator));
  }
  return out;
}

uint256 vote_rpl_of(const Node& node, const PoolMegapool& megapool, const uint256& price) {
  if (megapool.validators.empty() || node.megapool_rpl == 0) return 0;
  return std::min<uint256>(node.megapool_rpl, node.megapool_bonded * vote_limit / price);
}

uint256 rpl_percent_of(const Node& node, const NetworkSnapshot& snapshot) {
  const uint256 borrowed = minipool_borrowed(node, last_duty_epoch(snapshot));
  if (borrowed == 0) return 0;
  return node.legacy_rpl * snapshot.rpl.price / one_eth * 100u * one_eth / borrowed;
}

PoolNode pool_node(const Node& node, const NetworkSnapshot& snapshot, const Ruleset& ruleset,
                   const MegapoolRecords& records) {
  PoolNode out;
  out.node = &node;
  out.rpl_percent = rpl_percent_of(node, snapshot);
  if (is_cheater(node)) return out;
  for (const Minipool& minipool : node.minipools) {
    if (!is_candidate(minipool)) continue;
    out.minipools.emplace_back();
    out.minipools.back().minipool = &minipool;
  }
  out.eligible = !out.minipools.empty();
  if (!ruleset.megapools || !node.megapool) return out;
  out.megapool = pool_megapool(*node.megapool, records);
  out.vote_rpl = vote_rpl_of(node, *out.megapool, snapshot.rpl.price);
  out.eligible = out.eligible || !node.megapool->validators.empty();
  return out;
}

}  // namespace

std::vector<PoolNode> pool_nodes(const NetworkSnapshot& snapshot, const Ruleset& ruleset,
                                 const MegapoolRecords& records) {
  std::vector<PoolNode> out;
  out.reserve(snapshot.nodes.size());
  for (const Node& node : snapshot.nodes)
    out.push_back(pool_node(node, snapshot, ruleset, records));
  return out;
}

}  // namespace apsis
