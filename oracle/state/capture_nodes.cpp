// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "core/hex.hpp"
#include "oracle/state/capture_stages.hpp"

namespace apsis {

namespace {

/// A node while it is captured.
struct NodeDraft {
  Node node{};
  const Node* known = nullptr;  ///< the same at the earlier block
  bool changed = true;
  Bytes20 distributor{};
  Bytes20 megapool{};
  std::uint64_t minipool_count = 0;
  std::vector<Bytes20> minipools{};
};

using Drafts = std::vector<NodeDraft>;

bool is_changed(const CaptureWork& work, const NodeDraft& draft) {
  if (work.all_changed || work.changed(draft.node.address)) return true;
  if (work.changed(draft.distributor)) return true;
  if (draft.known->megapool && work.changed(draft.known->megapool->address)) return true;
  for (const Minipool& minipool : draft.known->minipools)
    if (work.changed(minipool.address)) return true;
  return false;
}

/// Nodes are only ever added, so the known ones are the first.
Expected<Drafts> list_nodes(const CaptureWork& work, std::uint64_t count) {
  Drafts out(count);
  const KnownFacts* known = work.sources.known;
  const std::size_t known_count = known ? known->snapshot.nodes.size() : 0;
  if (known_count > count)
    return fail(ErrorKind::mismatch,
                fmt::format("{} nodes, but {} at the earlier block", count, known_count),
                "block " + to_hex(work.sources.book.block_hash),
                "capture without the earlier snapshot");
  CapturePlan plan = work.plan();
  const AskedFunction get_node = plan.find("RocketNodeManager", "getNodeAt");
  for (std::size_t i = 0; i < count; ++i) {
    if (i >= known_count) {
      plan.ask(get_node, {AbiValue(std::uint64_t{i})}, into(out[i].node.address));
      continue;
    }
    NodeDraft& draft = out[i];
    draft.known = &known->snapshot.nodes[i];
    draft.node.address = draft.known->address;
    draft.node.registration_time = draft.known->registration_time;
    draft.node.reward_network = draft.known->reward_network;
    draft.node.in_smoothing_pool = draft.known->in_smoothing_pool;
    draft.node.smoothing_pool_change_time = draft.known->smoothing_pool_change_time;
    draft.minipool_count = draft.known->minipools.size();
    if (const auto found = known->distributors.find(draft.node.address);
        found != known->distributors.end())
      draft.distributor = found->second;
    draft.changed = is_changed(work, draft);
  }
  if (const auto done = work.run(plan); !done) return std::unexpected(done.error());
  return out;
}

/// What no other call leads to; of nodes that did not change only what may change without a log
/// that names them.
void ask_values(CapturePlan& plan, Drafts& drafts) {
  const auto registration = plan.find("RocketNodeManager", "getNodeRegistrationTime");
  const auto network = plan.find("RocketNodeManager", "getRewardNetwork");
  const auto state = plan.find("RocketNodeManager", "getSmoothingPoolRegistrationState");
  const auto change = plan.find("RocketNodeManager", "getSmoothingPoolRegistrationChanged");
  const auto megapool = plan.find("RocketNodeManager", "getMegapoolAddress");
  const auto minipools = plan.find("RocketMinipoolManager", "getNodeMinipoolCount");
  const auto distributor = plan.find("RocketNodeDistributorFactory", "getProxyAddress");
  const auto legacy_rpl = plan.find("RocketNodeStaking", "getNodeLegacyStakedRPL");
  const auto megapool_rpl = plan.find("RocketNodeStaking", "getNodeMegapoolStakedRPL");
  const auto bonded = plan.find("RocketNodeStaking", "getNodeMegapoolETHBonded");
  const auto ratio = plan.find("RocketNodeStaking", "getNodeETHCollateralisationRatio");
  const auto credit = plan.find("RocketNodeDeposit", "getNodeDepositCredit");
  for (NodeDraft& draft : drafts) {
    Node& node = draft.node;
    const AbiValue::List args = {AbiValue(node.address)};
    if (!draft.known) plan.ask(registration, args, into(node.registration_time));
    if (draft.distributor == Bytes20{}) plan.ask(distributor, args, into(draft.distributor));
    if (draft.changed) {
      plan.ask(network, args, into(node.reward_network));
      plan.ask(state, args, into(node.in_smoothing_pool));
      plan.ask(change, args, into(node.smoothing_pool_change_time));
      plan.ask(minipools, args, into(draft.minipool_count));
    }
    // A megapool's address never changes.
    if (draft.known && draft.known->megapool)
      draft.megapool = draft.known->megapool->address;
    else
      plan.ask(megapool, args, into(draft.megapool));
    plan.ask(legacy_rpl, args, into(node.legacy_rpl));
    plan.ask(megapool_rpl, args, into(node.megapool_rpl));
    plan.ask(bonded, args, into(node.megapool_bonded));
    NodeFunds& funds = node.funds.emplace();
    plan.ask(ratio, args, into(funds.collateral_ratio));
    plan.ask(credit, args, into(funds.deposit_credit));
  }
}

/// What the values lead to.
Expected<void> ask_lists(const CaptureWork& work, Drafts& drafts, std::vector<Bytes20>& members) {
  CapturePlan plan = work.plan();
  const AskedFunction get_minipool = plan.find("RocketMinipoolManager", "getNodeMinipoolAt");
  for (NodeDraft& draft : drafts) {
    plan.ask_balance(draft.distributor, draft.node.funds->distributor_balance);
    if (!draft.changed) continue;
    draft.minipools.resize(draft.minipool_count);
    for (std::uint64_t i = 0; i < draft.minipool_count; ++i)
      plan.ask(get_minipool, {AbiValue(draft.node.address), AbiValue(i)}, into(draft.minipools[i]));
  }
  const AskedFunction get_member = plan.find("RocketDAONodeTrusted", "getMemberAt");
  for (std::size_t i = 0; i < members.size(); ++i)
    plan.ask(get_member, {AbiValue(std::uint64_t{i})}, into(members[i]));
  return work.run(plan);
}

/// A member that is no node gets no rewards, so its time is not needed.
Expected<void> ask_join_times(const CaptureWork& work, const std::vector<Bytes20>& members) {
  std::map<Bytes20, Node*> nodes;
  for (Node& node : work.captured.snapshot.nodes) nodes[node.address] = &node;
  CapturePlan plan = work.plan();
  for (const Bytes20& member : members)
    if (const auto found = nodes.find(member); found != nodes.end())
      plan.ask("RocketDAONodeTrusted", "getMemberJoinedTime", {AbiValue(member)},
               into(found->second->oracle_dao_join_time.emplace()));
  std::map<std::uint64_t, bool>& enabled = work.captured.snapshot.networks_enabled;
  for (const auto& [address, node] : nodes)
    if (node->reward_network != 0) enabled.emplace(node->reward_network, false);
  for (auto& [network, is_enabled] : enabled)
    plan.ask("RocketDAONodeTrustedSettingsRewards", "getNetworkEnabled", {AbiValue(network)},
             into(is_enabled));
  return work.run(plan);
}

Node finished(NodeDraft& draft) {
  Node& node = draft.node;
  if (draft.megapool != Bytes20{}) node.megapool.emplace().address = draft.megapool;
  if (!draft.changed) {
    node.minipools = draft.known->minipools;
    return std::move(node);
  }
  std::map<Bytes20, const Minipool*> known;
  if (draft.known)
    for (const Minipool& minipool : draft.known->minipools) known[minipool.address] = &minipool;
  for (const Bytes20& address : draft.minipools) {
    const auto found = known.find(address);
    Minipool& minipool = node.minipools.emplace_back();
    if (found != known.end()) minipool = *found->second;
    minipool.address = address;
  }
  return std::move(node);
}

}  // namespace

Expected<void> capture_nodes(const CaptureWork& work, const NetworkCounts& counts) {
  auto drafts = list_nodes(work, counts.nodes);
  if (!drafts) return std::unexpected(drafts.error());
  CapturePlan plan = work.plan();
  ask_values(plan, *drafts);
  if (const auto done = work.run(plan); !done) return done;
  std::uint64_t minipools = 0;
  for (const NodeDraft& draft : *drafts)
    if (draft.minipool_count <= counts.minipools) minipools += draft.minipool_count;
  if (minipools != counts.minipools)
    return fail(
        ErrorKind::mismatch,
        fmt::format("the nodes have {} minipools, but {} are listed", minipools, counts.minipools),
        "block " + to_hex(work.sources.book.block_hash),
        work.sources.known ? "capture without the earlier snapshot" : "ask another node");
  std::vector<Bytes20> members(counts.members);
  if (const auto done = ask_lists(work, *drafts, members); !done) return done;
  for (NodeDraft& draft : *drafts) {
    work.captured.distributors[draft.node.address] = draft.distributor;
    work.captured.snapshot.nodes.push_back(finished(draft));
  }
  return ask_join_times(work, members);
}

}  // namespace apsis
