// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <map>
#include <set>

#include "oracle/state/capture_stages.hpp"

namespace apsis {

namespace {

/// Delegates of this version know vacant minipools and bond reductions.
constexpr std::uint64_t full_delegate_version = 3;
constexpr std::uint64_t minipool_statuses_known = 5;
constexpr std::uint64_t deposit_types_known = 5;

struct MinipoolDraft {
  Minipool* minipool = nullptr;
  std::size_t node = 0;  ///< its place in the snapshot
  bool is_new = true;
  bool changed = true;
  std::uint64_t known_version = 0;
  BondReduction reduction{};
};

/// A number that stands for one of a list of names.
template <class Enum>
TakeAnswer into_name(Enum& out, std::uint64_t names) {
  return [&out, names](const AbiValue& value) -> Expected<void> {
    if (value.number() >= names)
      return fail(
          ErrorKind::mismatch,
          fmt::format("{} is none of the {} that are known", to_decimal(value.number()), names), {},
          "check the contract's version");
    out = static_cast<Enum>(static_cast<int>(value.number()));
    return {};
  };
}

std::vector<MinipoolDraft> list_minipools(const CaptureWork& work) {
  std::vector<MinipoolDraft> out;
  auto& nodes = work.captured.snapshot.nodes;
  for (std::size_t i = 0; i < nodes.size(); ++i)
    for (Minipool& minipool : nodes[i].minipools) {
      MinipoolDraft draft{.minipool = &minipool, .node = i};
      draft.is_new = !minipool.funds.has_value();
      draft.changed = draft.is_new || work.changed(minipool.address);
      minipool.beacon.reset();
      if (draft.is_new) minipool.funds.emplace();
      draft.known_version = minipool.funds->delegate_version;
      minipool.funds->user_share.reset();
      out.push_back(draft);
    }
  return out;
}

/// How many minipools of each node are finalised.
using FinalisedCounts = std::map<std::size_t, std::uint64_t>;

/// What decides what else can be asked. A minipool that follows the newest delegate changes its own
/// without a log.
Expected<void> ask_versions(const CaptureWork& work, std::vector<MinipoolDraft>& drafts,
                            FinalisedCounts& finalised) {
  CapturePlan plan = work.plan();
  const ContractFunction& version = contract_function("RocketMinipoolDelegate", "version");
  const auto pubkey = plan.find("RocketMinipoolManager", "getMinipoolPubkey");
  for (MinipoolDraft& draft : drafts) {
    Minipool& minipool = *draft.minipool;
    plan.ask_balance(minipool.address, minipool.funds->balance);
    if (draft.is_new) plan.ask(pubkey, {AbiValue(minipool.address)}, into(minipool.pubkey));
    plan.ask({minipool.address, &version}, {}, into(minipool.funds->delegate_version));
    if (!work.all_changed) finalised.emplace(draft.node, 0);
  }
  const auto count = plan.find("RocketMinipoolManager", "getNodeFinalisedMinipoolCount");
  for (auto& [node, out] : finalised)
    plan.ask(count, {AbiValue(work.captured.snapshot.nodes[node].address)}, into(out));
  if (const auto done = work.run(plan); !done) return done;
  for (MinipoolDraft& draft : drafts)
    if (draft.minipool->funds->delegate_version != draft.known_version) draft.changed = true;
  return {};
}

/// Whose count of finalised minipools is no longer what its minipools' flags say.
std::set<std::size_t> with_new_finalised(const std::vector<MinipoolDraft>& drafts,
                                         FinalisedCounts counts) {
  std::set<std::size_t> out;
  FinalisedCounts known;
  for (const MinipoolDraft& draft : drafts) known[draft.node] += draft.minipool->funds->finalised;
  for (const auto& [node, count] : counts)
    if (known[node] != count) out.insert(node);
  return out;
}

/// What a finalised minipool has no more, and what changes without a log.
void ask_silent(const CaptureWork& work, CapturePlan& plan, std::vector<MinipoolDraft>& drafts,
                const std::set<std::size_t>& newly_finalised) {
  const ContractFunction& refund =
      contract_function("RocketMinipoolDelegate", "getNodeRefundBalance");
  const ContractFunction& finalised = contract_function("RocketMinipoolDelegate", "getFinalised");
  const auto penalty_rate = plan.find("RocketMinipoolPenalty", "getPenaltyRate");
  const bool cap_moved =
      work.sources.known && work.sources.known->max_penalty_rate != work.captured.max_penalty_rate;
  for (MinipoolDraft& draft : drafts) {
    const Bytes20& address = draft.minipool->address;
    MinipoolFunds& funds = *draft.minipool->funds;
    if (draft.changed || !funds.finalised) plan.ask({address, &refund}, {}, into(funds.refund));
    if (draft.changed || (!funds.finalised && newly_finalised.contains(draft.node)))
      plan.ask({address, &finalised}, {}, into(funds.finalised));
    // A rate is stored for penalised minipools alone; the cap of all rates may move.
    if (draft.changed || cap_moved || draft.minipool->penalties != 0 || funds.penalty_rate != 0)
      plan.ask(penalty_rate, {AbiValue(address)}, into(funds.penalty_rate));
  }
}

void ask_delegate(CapturePlan& plan, std::vector<MinipoolDraft>& drafts) {
  const auto of = [](std::string_view name) {
    return &contract_function("RocketMinipoolDelegate", name);
  };
  const auto* status = of("getStatus");
  const auto* status_time = of("getStatusTime");
  const auto* node_fee = of("getNodeFee");
  const auto* bond = of("getNodeDepositBalance");
  const auto* user_deposit = of("getUserDepositBalance");
  const auto* deposit_type = of("getDepositType");
  const auto* vacant = of("getVacant");
  for (MinipoolDraft& draft : drafts) {
    if (!draft.changed) continue;
    Minipool& minipool = *draft.minipool;
    const Bytes20& to = minipool.address;
    plan.ask({to, status}, {}, into_name(minipool.status, minipool_statuses_known));
    plan.ask({to, status_time}, {}, into(minipool.status_time));
    plan.ask({to, node_fee}, {}, into(minipool.node_fee));
    plan.ask({to, bond}, {}, into(minipool.bond));
    plan.ask({to, user_deposit}, {}, into(minipool.user_deposit));
    plan.ask({to, deposit_type}, {}, into_name(minipool.funds->deposit_type, deposit_types_known));
    if (minipool.funds->delegate_version >= full_delegate_version)
      plan.ask({to, vacant}, {}, into(minipool.funds->vacant));
  }
}

void ask_managers(CapturePlan& plan, std::vector<MinipoolDraft>& drafts) {
  const auto penalties = plan.find("RocketNetworkPenalties", "getPenaltyCount");
  const auto time = plan.find("RocketMinipoolBondReducer", "getLastBondReductionTime");
  const auto bond = plan.find("RocketMinipoolBondReducer", "getLastBondReductionPrevValue");
  const auto fee = plan.find("RocketMinipoolBondReducer", "getLastBondReductionPrevNodeFee");
  for (MinipoolDraft& draft : drafts) {
    if (!draft.changed) continue;
    const AbiValue::List args = {AbiValue(draft.minipool->address)};
    plan.ask(penalties, args, into(draft.minipool->penalties));
    if (draft.minipool->funds->delegate_version < full_delegate_version) continue;
    plan.ask(time, args, into(draft.reduction.time));
    plan.ask(bond, args, into(draft.reduction.previous_bond));
    plan.ask(fee, args, into(draft.reduction.previous_fee));
  }
}

}  // namespace

Expected<void> capture_minipools(const CaptureWork& work) {
  std::vector<MinipoolDraft> drafts = list_minipools(work);
  FinalisedCounts finalised;
  if (const auto done = ask_versions(work, drafts, finalised); !done) return done;
  CapturePlan plan = work.plan();
  ask_silent(work, plan, drafts, with_new_finalised(drafts, finalised));
  ask_delegate(plan, drafts);
  ask_managers(plan, drafts);
  if (const auto done = work.run(plan); !done) return done;
  for (MinipoolDraft& draft : drafts) {
    if (!draft.changed) continue;
    draft.minipool->reduction.reset();
    if (draft.reduction.time != 0) draft.minipool->reduction = draft.reduction;
  }
  return {};
}

}  // namespace apsis
