// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include "oracle/state/snapshot_reader.hpp"

namespace apsis {

namespace {

constexpr std::uint64_t one = 1'000'000'000'000'000'000u;  ///< a share of everything
/// Epochs, slots and times beyond this are typing errors; below it no sum of them can overflow.
constexpr std::uint64_t max_time = std::uint64_t{1} << 48;

/// The network's name becomes part of file names and JSON texts.
void check_network(const std::string& network, const JsonNode& json) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  };
  if (network.empty() || network.size() > 32 || !std::ranges::all_of(network, is_plain))
    json.wrong("is not a name of 1 to 32 lower-case letters, digits, '-' and '_'");
}

void check_clock(const ChainClock& clock, const JsonNode& json) {
  if (clock.seconds_per_slot == 0) json.at("seconds_per_slot").wrong("is 0");
  if (clock.slots_per_epoch == 0) json.at("slots_per_epoch").wrong("is 0");
  if (clock.genesis_time > max_time || clock.seconds_per_slot > 3600 ||
      clock.slots_per_epoch > 65536)
    json.wrong("no chain has such a clock");
}

void check_interval(const IntervalBounds& interval, std::uint64_t slots_per_epoch,
                    const JsonNode& json) {
  if (interval.length_seconds == 0) json.at("length_seconds").wrong("is 0");
  if (interval.intervals_passed == 0) json.at("intervals_passed").wrong("is 0");
  if (interval.last_slot > max_time) json.at("last_slot").wrong("is beyond any slot");
  if (interval.first_slot % slots_per_epoch != 0)
    json.at("first_slot").wrong("contradiction: is not the first slot of an epoch");
  if ((interval.last_slot + 1) % slots_per_epoch != 0)
    json.at("last_slot").wrong("contradiction: is not the last slot of an epoch");
  if (interval.consensus_start_slot < interval.first_slot)
    json.at("consensus_start_slot").wrong("contradiction: lies before first_slot");
  if (interval.consensus_end_slot < interval.consensus_start_slot)
    json.at("consensus_end_slot").wrong("contradiction: lies before consensus_start_slot");
  if (interval.last_slot < interval.consensus_end_slot)
    json.at("consensus_end_slot").wrong("contradiction: lies after last_slot");
  if (interval.end_time_slot < interval.first_slot || interval.last_slot < interval.end_time_slot)
    json.at("end_time_slot").wrong("contradiction: lies outside first_slot to last_slot");
  if (interval.execution_end_block < interval.execution_start_block)
    json.at("execution_end_block").wrong("contradiction: is less than execution_start_block");
}

void check_shares(const NetworkSnapshot& snapshot, const JsonNode& root) {
  const RplInputs& rpl = snapshot.rpl;
  if (rpl.node_share + rpl.oracle_dao_share + rpl.protocol_dao_share > one)
    root.at("rpl").wrong("contradiction: the shares are more than the whole (10^18)");
  if (!snapshot.megapool_shares) return;
  const MegapoolShares& shares = *snapshot.megapool_shares;
  if (shares.node + shares.voter + shares.protocol_dao > one)
    root.at("megapool_shares").wrong("contradiction: the shares are more than the whole (10^18)");
}

void check_minipool(const Minipool& minipool, const JsonNode& json) {
  if (minipool.node_fee > one) json.at("node_fee").wrong("is more than the whole (10^18)");
  if (minipool.reduction && minipool.reduction->previous_fee > one)
    json.at("bond_reduction").at("previous_fee").wrong("is more than the whole (10^18)");
}

void check_node(const NetworkSnapshot& snapshot, const Node& node, const JsonNode& json) {
  const IntervalBounds& interval = snapshot.interval;
  if (node.registration_time > snapshot.clock.time_of(interval.consensus_end_slot))
    json.at("registration_time").wrong("contradiction: lies after the snapshot");
  if (node.oracle_dao_join_time && *node.oracle_dao_join_time > interval.execution_end_time)
    json.at("oracle_dao_join_time").wrong("contradiction: lies after execution_end_time");
  if (node.reward_network != 0 && !snapshot.networks_enabled.contains(node.reward_network))
    json.at("reward_network").wrong("contradiction: is not in /networks_enabled");
}

void check_nodes(const NetworkSnapshot& snapshot, const JsonNode& json) {
  std::set<Bytes20> nodes, minipools, megapools;
  const std::vector<JsonNode> node_texts = json.items();
  if (node_texts.size() != snapshot.nodes.size()) return;
  for (std::size_t i = 0; i < snapshot.nodes.size(); ++i) {
    const Node& node = snapshot.nodes[i];
    if (!nodes.insert(node.address).second)
      node_texts[i].at("address").wrong("contradiction: another node has this address");
    check_node(snapshot, node, node_texts[i]);
    const std::vector<JsonNode> minipool_texts = node_texts[i].at("minipools").items();
    for (std::size_t k = 0; k < node.minipools.size() && k < minipool_texts.size(); ++k) {
      check_minipool(node.minipools[k], minipool_texts[k]);
      if (!minipools.insert(node.minipools[k].address).second)
        minipool_texts[k].at("address").wrong("contradiction: another minipool has this address");
    }
    if (node.megapool && !megapools.insert(node.megapool->address).second)
      node_texts[i].at("megapool").wrong("contradiction: another megapool has this address");
  }
}

}  // namespace

void check_snapshot(const NetworkSnapshot& snapshot, const JsonNode& root) {
  check_network(snapshot.network, root.at("network"));
  check_clock(snapshot.clock, root.at("chain"));
  if (snapshot.clock.slots_per_epoch > 0)
    check_interval(snapshot.interval, snapshot.clock.slots_per_epoch, root.at("interval"));
  check_shares(snapshot, root);
  check_nodes(snapshot, root.at("nodes"));
  check_funds(snapshot, root);
}

}  // namespace apsis
