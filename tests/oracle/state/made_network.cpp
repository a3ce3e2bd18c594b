// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/state/made_network.hpp"

#include "core/ether.hpp"

namespace apsis::test {

namespace {

/// Part of everything that changes in a day.
constexpr std::size_t changed_part = 100;

Bytes20 made_address(std::uint8_t kind, std::size_t number) {
  Bytes20 out{kind};
  for (std::size_t i = 0; i < 4; ++i) out[19 - i] = static_cast<std::uint8_t>(number >> (8 * i));
  return out;
}

Bytes48 made_pubkey(std::uint8_t kind, std::size_t number) {
  Bytes48 out{kind};
  for (std::size_t i = 0; i < 4; ++i) out[47 - i] = static_cast<std::uint8_t>(number >> (8 * i));
  return out;
}

Minipool made_minipool(std::size_t number) {
  Minipool out;
  out.address = made_address(2, number);
  out.pubkey = made_pubkey(2, number);
  out.status = MinipoolStatus::staking;
  out.status_time = 1'700'000'000 + number;
  out.node_fee = one_eth / 10 + number;
  out.bond = one_eth * 8;
  out.user_deposit = one_eth * 24;
  MinipoolFunds& funds = out.funds.emplace();
  funds.balance = number;
  funds.refund = number / 2;
  funds.deposit_type = DepositType::variable;
  funds.delegate_version = 3;
  return out;
}

MegapoolValidator made_validator(std::size_t number) {
  MegapoolValidator out;
  out.pubkey = made_pubkey(3, number);
  out.staked = true;
  out.deposit_value_milli_eth = 32'000;
  return out;
}

Node made_node(std::size_t number) {
  Node out;
  out.address = made_address(1, number);
  out.registration_time = 1'600'000'000 + number;
  out.legacy_rpl = one_eth * 100 + number;
  out.funds = NodeFunds{.deposit_credit = number,
                        .distributor_balance = number * 3,
                        .collateral_ratio = one_eth * 2 + number};
  return out;
}

AbiValue info_of(const MegapoolValidator& validator) {
  return AbiValue::List{std::uint64_t{1},
                        validator.requested_value_milli_eth,
                        validator.requested_bond_milli_eth,
                        validator.deposit_value_milli_eth.value_or(0),
                        validator.staked,
                        validator.exited,
                        validator.in_queue,
                        validator.in_prestake,
                        false,
                        validator.dissolved,
                        validator.exiting,
                        validator.locked,
                        std::uint64_t{0},
                        std::uint64_t{0}};
}

std::size_t index_of(const ContractCall& call, std::size_t at) {
  return static_cast<std::size_t>(call.args.at(at).number());
}

std::unexpected<Error> unknown(const ContractCall& call) {
  return fail(ErrorKind::mismatch, "nobody made an answer", call.text());
}

}  // namespace

MadeNetwork::MadeNetwork(const MadeSize& size) {
  state_.funds.emplace();
  state_.pending_voter_share = 5;
  state_.megapool_shares = MegapoolShares{1, 2, 3};
  state_.interval.index = 7;
  state_.interval.length_seconds = 28 * 86'400;
  for (std::size_t i = 0; i < size.nodes; ++i) state_.nodes.push_back(made_node(i));
  for (std::size_t i = 0; i < size.minipools; ++i)
    state_.nodes[i * 7 % size.nodes].minipools.push_back(made_minipool(i));
  for (std::size_t i = 0; i < size.megapools; ++i) {
    Megapool& megapool = state_.nodes[i * 3 % size.nodes].megapool.emplace();
    megapool.address = made_address(3, i);
    megapool.node_bond = one_eth * 4;
    megapool.user_capital = one_eth * 28;
    megapool.funds.emplace();
    megapool.funds->pending_rewards = 1000;
    megapool.funds->last_distribution_time = i + 1;
    megapool.funds->split = MegapoolSplit{10, 11, 12, 13};
    megapool.funds->split_sample = MegapoolSplitSample{one_eth, 17};
  }
  for (std::size_t i = 0; i < size.megapool_validators; ++i) {
    const std::size_t node = i % size.megapools * 3 % size.nodes;
    global_.emplace_back(node, state_.nodes[node].megapool->validators.size());
    state_.nodes[node].megapool->validators.push_back(made_validator(i));
  }
  book_.protocol_version = "1.4";
  std::size_t contract = 0;
  for (const ContractFunction& function : contract_functions())
    book_.addresses[function.contract] = made_address(9, contract++);
  book_.addresses["RocketSmoothingPool"] = made_address(9, contract);
  find_all();
}

void MadeNetwork::find_all() {
  nodes_.clear(), minipools_.clear(), megapools_.clear(), distributors_.clear();
  for (std::size_t i = 0; i < state_.nodes.size(); ++i) {
    const Node& node = state_.nodes[i];
    nodes_[node.address] = &node;
    distributors_[made_address(4, i)] = &node;
    for (const Minipool& minipool : node.minipools) minipools_[minipool.address] = &minipool;
    if (node.megapool) megapools_[node.megapool->address] = &*node.megapool;
  }
}

std::set<Bytes20> MadeNetwork::pass_day() {
  std::set<Bytes20> out;
  std::size_t minipools = 0;
  for (std::size_t i = 0; i < state_.nodes.size(); ++i) {
    Node& node = state_.nodes[i];
    node.legacy_rpl += i % 3;
    node.funds->distributor_balance += 1;
    for (Minipool& minipool : node.minipools) {
      minipool.funds->balance += 1'000'000;
      if (minipools++ % changed_part != 0) continue;
      out.insert(minipool.address);
      minipool.status = MinipoolStatus::withdrawable;
      minipool.status_time += 86'400;
      minipool.funds->refund += 5;
      minipool.funds->finalised = minipools % 3 == 0;
      minipool.penalties += 1;
      minipool.funds->penalty_rate = 4;
      minipool.reduction = BondReduction{86'400, one_eth * 16, one_eth / 7};
    }
    if (i % changed_part != 0) continue;
    out.insert(node.address);
    node.in_smoothing_pool = !node.in_smoothing_pool;
    node.smoothing_pool_change_time += 86'400;
    node.funds->deposit_credit += 9;
  }
  const std::size_t validators = global_.size();
  for (std::size_t i = 0; i < validators; i += changed_part) {
    const auto [node, at] = global_[i];
    Megapool& megapool = *state_.nodes[node].megapool;
    megapool.validators[at].exiting = true;
    megapool.user_capital += 1;
    global_.emplace_back(node, megapool.validators.size());
    megapool.validators.push_back(made_validator(validators + i));
  }
  find_all();
  return out;
}

CaptureCaller MadeNetwork::caller() const {
  return {[this](std::span<const ContractCall> calls) -> Expected<std::vector<AbiValue>> {
            std::vector<AbiValue> out;
            out.reserve(calls.size());
            for (const ContractCall& call : calls) {
              Expected<AbiValue> one = answer(call);
              if (!one) return std::unexpected(one.error());
              out.push_back(std::move(*one));
            }
            return out;
          },
          [this](std::span<const Bytes20> addresses) -> Expected<std::vector<uint256>> {
            std::vector<uint256> out;
            for (const Bytes20& address : addresses) out.push_back(balance(address));
            return out;
          }};
}

uint256 MadeNetwork::balance(const Bytes20& address) const {
  if (const auto found = minipools_.find(address); found != minipools_.end())
    return found->second->funds->balance;
  if (const auto found = distributors_.find(address); found != distributors_.end())
    return found->second->funds->distributor_balance;
  if (const auto found = megapools_.find(address); found != megapools_.end())
    return uint256(found->second->funds->pending_rewards) + 5;  // refund 2, assigned 3
  return 0;
}

Expected<AbiValue> MadeNetwork::answer(const ContractCall& call) const {
  const std::string& contract = call.function->contract;
  if (contract == "RocketMinipoolDelegate")
    return of_minipool(*minipools_.at(call.to), call.function->name);
  if (contract == "RocketMegapoolDelegate") return of_megapool(*megapools_.at(call.to), call);
  if (!call.args.empty() && std::holds_alternative<Bytes20>(call.args[0].value)) {
    const Bytes20& about = call.args[0].address();
    if (const auto found = nodes_.find(about); found != nodes_.end())
      return of_node(*found->second, call);
    if (const auto found = minipools_.find(about); found != minipools_.end())
      return of_minipool(*found->second, call.function->name);
  }
  return of_network(call);
}

Expected<AbiValue> MadeNetwork::of_network(const ContractCall& call) const {
  const std::string& name = call.function->name;
  if (name == "getNodeCount") return AbiValue(std::uint64_t{state_.nodes.size()});
  if (name == "getMinipoolCount") return AbiValue(std::uint64_t{minipools_.size()});
  if (name == "getValidatorCount") return AbiValue(std::uint64_t{global_.size()});
  if (name == "getMemberCount") return AbiValue(std::uint64_t{0});
  if (name == "getNodeAt") return AbiValue(state_.nodes.at(index_of(call, 0)).address);
  if (name == "getMaxPenaltyRate") return AbiValue(max_penalty_rate_);
  if (name == "getRewardIndex") return AbiValue(state_.interval.index);
  if (name == "getClaimIntervalTime") return AbiValue(state_.interval.length_seconds);
  if (name == "getPendingVoterShare") return AbiValue(uint256(5));
  if (name == "getCurrentNodeShare") return AbiValue(uint256(1));
  if (name == "getCurrentVoterShare") return AbiValue(uint256(2));
  if (name == "getCurrentProtocolDAOShare") return AbiValue(uint256(3));
  if (name == "getUserBalance") return AbiValue(int256(0));
  if (name == "calculateSplit")
    return AbiValue(AbiValue::List{uint256(1), uint256(11), uint256(12), uint256(13)});
  if (name == "getValidatorInfo") {
    const auto [node, at] = global_.at(index_of(call, 0));
    const Megapool& megapool = *state_.nodes[node].megapool;
    const Bytes48& pubkey = megapool.validators[at].pubkey;
    return AbiValue(AbiValue::List{Bytes(pubkey.begin(), pubkey.end()),
                                   info_of(megapool.validators[at]), megapool.address,
                                   std::uint64_t{at}});
  }
  if (call.function->outputs.size() == 1 &&
      call.function->outputs[0].kind == AbiKind::unsigned_integer)
    return AbiValue(uint256(0));
  return unknown(call);
}

Expected<AbiValue> MadeNetwork::of_node(const Node& node, const ContractCall& call) const {
  const std::string& name = call.function->name;
  if (name == "getNodeRegistrationTime") return AbiValue(node.registration_time);
  if (name == "getRewardNetwork") return AbiValue(node.reward_network);
  if (name == "getSmoothingPoolRegistrationState") return AbiValue(node.in_smoothing_pool);
  if (name == "getSmoothingPoolRegistrationChanged")
    return AbiValue(node.smoothing_pool_change_time);
  if (name == "getMegapoolAddress")
    return AbiValue(node.megapool ? node.megapool->address : Bytes20{});
  if (name == "getNodeMinipoolCount") return AbiValue(std::uint64_t{node.minipools.size()});
  if (name == "getNodeMinipoolAt") return AbiValue(node.minipools.at(index_of(call, 1)).address);
  if (name == "getProxyAddress")
    return AbiValue(made_address(4, static_cast<std::size_t>(&node - state_.nodes.data())));
  if (name == "getNodeLegacyStakedRPL") return AbiValue(node.legacy_rpl);
  if (name == "getNodeMegapoolStakedRPL") return AbiValue(node.megapool_rpl);
  if (name == "getNodeMegapoolETHBonded") return AbiValue(node.megapool_bonded);
  if (name == "getNodeETHCollateralisationRatio") return AbiValue(node.funds->collateral_ratio);
  if (name == "getNodeDepositCredit") return AbiValue(node.funds->deposit_credit);
  if (name == "getNodeAverageCapitalRatioSince") return AbiValue(uint256(10));
  if (name == "getNodeFinalisedMinipoolCount") {
    std::uint64_t out = 0;
    for (const Minipool& minipool : node.minipools) out += minipool.funds->finalised ? 1 : 0;
    return AbiValue(out);
  }
  return unknown(call);
}

Expected<AbiValue> MadeNetwork::of_minipool(const Minipool& minipool,
                                            const std::string& name) const {
  const MinipoolFunds& funds = *minipool.funds;
  const BondReduction reduction = minipool.reduction.value_or(BondReduction{});
  if (name == "version") return AbiValue(funds.delegate_version);
  if (name == "getMinipoolPubkey")
    return AbiValue(Bytes(minipool.pubkey.begin(), minipool.pubkey.end()));
  if (name == "getNodeRefundBalance") return AbiValue(funds.refund);
  if (name == "getFinalised") return AbiValue(funds.finalised);
  if (name == "getPenaltyRate")
    return AbiValue(funds.penalty_rate < max_penalty_rate_ ? funds.penalty_rate
                                                           : max_penalty_rate_);
  if (name == "getStatus") return AbiValue(static_cast<std::uint64_t>(minipool.status));
  if (name == "getStatusTime") return AbiValue(minipool.status_time);
  if (name == "getNodeFee") return AbiValue(minipool.node_fee);
  if (name == "getNodeDepositBalance") return AbiValue(minipool.bond);
  if (name == "getUserDepositBalance") return AbiValue(minipool.user_deposit);
  if (name == "getDepositType") return AbiValue(static_cast<std::uint64_t>(funds.deposit_type));
  if (name == "getVacant") return AbiValue(funds.vacant);
  if (name == "getPenaltyCount") return AbiValue(minipool.penalties);
  if (name == "getLastBondReductionTime") return AbiValue(reduction.time);
  if (name == "getLastBondReductionPrevValue") return AbiValue(reduction.previous_bond);
  if (name == "getLastBondReductionPrevNodeFee") return AbiValue(reduction.previous_fee);
  return fail(ErrorKind::mismatch, "nobody made an answer", name);
}

Expected<AbiValue> MadeNetwork::of_megapool(const Megapool& megapool,
                                            const ContractCall& call) const {
  const std::string& name = call.function->name;
  if (name == "getValidatorInfo") return info_of(megapool.validators.at(index_of(call, 0)));
  if (name == "getNodeBond") return AbiValue(megapool.node_bond);
  if (name == "getUserCapital") return AbiValue(megapool.user_capital);
  if (name == "getActiveValidatorCount") return AbiValue(megapool.active_validators);
  if (name == "getRefundValue") return AbiValue(uint256(2));
  if (name == "getAssignedValue") return AbiValue(uint256(3));
  if (name == "getLastDistributionTime") return AbiValue(megapool.funds->last_distribution_time);
  if (name == "calculateRewards")
    return AbiValue(AbiValue::List{uint256(1), uint256(2), uint256(3), uint256(17)});
  return unknown(call);
}

}  // namespace apsis::test
