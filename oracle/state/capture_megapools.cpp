// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "core/ether.hpp"
#include "core/hex.hpp"
#include "oracle/state/capture_stages.hpp"

namespace apsis {

namespace {

/// A record of the global index.
struct ValidatorRecord {
  MegapoolValidator validator{};
  Bytes20 megapool{};
  std::uint64_t id = 0;
};

struct MegapoolDraft {
  Megapool* megapool = nullptr;
  Bytes20 node{};
  uint256 balance{};
  uint256 refund{};
  uint256 assigned{};
};

using Drafts = std::map<Bytes20, MegapoolDraft>;

/// The contract's ValidatorInfo.
Expected<void> take_info(const AbiValue::List& info, MegapoolValidator& out) {
  const auto value = u64_of(info[1].number());
  const auto bond = u64_of(info[2].number());
  const auto deposit = u64_of(info[3].number());
  if (!value || !bond || !deposit)
    return std::unexpected(!value ? value.error() : !bond ? bond.error() : deposit.error());
  out.requested_value_milli_eth = *value;
  out.requested_bond_milli_eth = *bond;
  out.deposit_value_milli_eth = *deposit;
  out.staked = info[4].flag();
  out.exited = info[5].flag();
  out.in_queue = info[6].flag();
  out.in_prestake = info[7].flag();
  out.dissolved = info[9].flag();
  out.exiting = info[10].flag();
  out.locked = info[11].flag();
  return {};
}

TakeAnswer into_record(ValidatorRecord& out) {
  return [&out](const AbiValue& value) -> Expected<void> {
    const AbiValue::List& parts = value.list();
    const auto pubkey = pubkey_of(parts[0].bytes());
    if (!pubkey) return std::unexpected(pubkey.error());
    out.validator.pubkey = *pubkey;
    out.megapool = parts[2].address();
    const auto id = u64_of(parts[3].number());
    if (!id) return std::unexpected(id.error());
    out.id = *id;
    return take_info(parts[1].list(), out.validator);
  };
}

TakeAnswer into_info(MegapoolValidator& out) {
  return [&out](const AbiValue& value) { return take_info(value.list(), out); };
}

/// Public keys that are known. A megapool gives its validators ids in the order in which they enter
/// the global index, which nothing leaves, so their place in the megapool is their id.
std::uint64_t take_known(const CaptureWork& work, const Drafts& drafts) {
  std::uint64_t out = 0;
  if (!work.sources.known) return out;
  for (const Node& node : work.sources.known->snapshot.nodes) {
    if (!node.megapool) continue;
    out += node.megapool->validators.size();
    const auto found = drafts.find(node.megapool->address);
    if (found == drafts.end()) continue;
    for (const MegapoolValidator& validator : node.megapool->validators)
      found->second.megapool->validators.emplace_back().pubkey = validator.pubkey;
  }
  return out;
}

Expected<void> place(std::vector<ValidatorRecord>& records, Drafts& drafts, std::uint64_t first) {
  for (std::size_t i = 0; i < records.size(); ++i) {
    const auto found = drafts.find(records[i].megapool);
    const std::string where = fmt::format("validator {} of the global index", first + i);
    if (found == drafts.end())
      return fail(ErrorKind::mismatch,
                  "is of a megapool of no node: " + to_hex(records[i].megapool), where,
                  "ask another node");
    auto& validators = found->second.megapool->validators;
    if (records[i].id != validators.size())
      return fail(ErrorKind::mismatch,
                  fmt::format("has id {} in its megapool, expected is {}", records[i].id,
                              validators.size()),
                  where, "capture without the earlier snapshot");
    validators.push_back(std::move(records[i].validator));
  }
  return {};
}

Expected<void> ask_validators(const CaptureWork& work, Drafts& drafts, std::uint64_t count) {
  const std::uint64_t known = take_known(work, drafts);
  if (known > count)
    return fail(ErrorKind::mismatch,
                fmt::format("{} megapool validators, but {} at the earlier block", count, known),
                "block " + to_hex(work.sources.book.block_hash),
                "capture without the earlier snapshot");
  CapturePlan plan = work.plan();
  const ContractFunction& of_megapool =
      contract_function("RocketMegapoolDelegate", "getValidatorInfo");
  for (auto& [address, draft] : drafts)
    for (std::size_t id = 0; id < draft.megapool->validators.size(); ++id)
      plan.ask({address, &of_megapool}, {AbiValue(std::uint64_t{id})},
               into_info(draft.megapool->validators[id]));
  std::vector<ValidatorRecord> records(count - known);
  const auto of_manager = plan.find("RocketMegapoolManager", "getValidatorInfo");
  for (std::size_t i = 0; i < records.size(); ++i)
    plan.ask(of_manager, {AbiValue(known + i)}, into_record(records[i]));
  if (const auto done = work.run(plan); !done) return done;
  return place(records, drafts, known);
}

Expected<void> ask_values(const CaptureWork& work, Drafts& drafts) {
  CapturePlan plan = work.plan();
  const auto of = [](std::string_view name) {
    return &contract_function("RocketMegapoolDelegate", name);
  };
  const auto* node_bond = of("getNodeBond");
  const auto* user_capital = of("getUserCapital");
  const auto* active = of("getActiveValidatorCount");
  const auto* refund = of("getRefundValue");
  const auto* assigned = of("getAssignedValue");
  const auto* distribution = of("getLastDistributionTime");
  for (auto& [address, draft] : drafts) {
    Megapool& megapool = *draft.megapool;
    plan.ask_balance(address, draft.balance);
    plan.ask({address, node_bond}, {}, into(megapool.node_bond));
    plan.ask({address, user_capital}, {}, into(megapool.user_capital));
    plan.ask({address, active}, {}, into(megapool.active_validators));
    plan.ask({address, refund}, {}, into(draft.refund));
    plan.ask({address, assigned}, {}, into(draft.assigned));
    plan.ask({address, distribution}, {}, into(megapool.funds->last_distribution_time));
  }
  if (const auto done = work.run(plan); !done) return done;
  for (auto& [address, draft] : drafts)
    draft.megapool->funds->pending_rewards =
        int256(draft.balance) - int256(draft.refund) - int256(draft.assigned);
  return {};
}

TakeAnswer into_split(MegapoolSplit& out) {
  return [&out](const AbiValue& value) -> Expected<void> {
    const AbiValue::List& parts = value.list();
    out.voter_share = parts[1].number();
    out.protocol_dao_share = parts[2].number();
    out.reth_share = parts[3].number();
    return {};
  };
}

/// The averages since the last distribution, and one answer to check them with.
Expected<void> ask_splits(const CaptureWork& work, Drafts& drafts) {
  CapturePlan plan = work.plan();
  const auto split = plan.find("RocketNetworkRevenues", "calculateSplit");
  const auto ratio = plan.find("RocketNetworkRevenues", "getNodeAverageCapitalRatioSince");
  const ContractFunction& rewards = contract_function("RocketMegapoolDelegate", "calculateRewards");
  for (auto& [address, draft] : drafts) {
    MegapoolFunds& funds = *draft.megapool->funds;
    if (funds.last_distribution_time == 0) continue;
    const AbiValue since(funds.last_distribution_time);
    MegapoolSplit& out = funds.split.emplace();
    plan.ask(split, {since}, into_split(out));
    plan.ask(ratio, {AbiValue(draft.node), since}, into(out.capital_ratio));
    MegapoolSplitSample& sample = funds.split_sample.emplace();
    sample.rewards = one_eth;
    plan.ask({address, &rewards}, {AbiValue(sample.rewards)},
             [&sample](const AbiValue& value) -> Expected<void> {
               sample.reth_rewards = value.list()[3].number();
               return {};
             });
  }
  return work.run(plan);
}

}  // namespace

Expected<void> capture_megapools(const CaptureWork& work, std::uint64_t validators) {
  Drafts drafts;
  for (Node& node : work.captured.snapshot.nodes) {
    if (!node.megapool) continue;
    node.megapool->funds.emplace();
    drafts[node.megapool->address] = {.megapool = &*node.megapool, .node = node.address};
  }
  if (const auto done = ask_validators(work, drafts, validators); !done) return done;
  if (const auto done = ask_values(work, drafts); !done) return done;
  for (auto& [address, draft] : drafts)
    draft.megapool->has_details = !draft.megapool->validators.empty();
  return ask_splits(work, drafts);
}

}  // namespace apsis
