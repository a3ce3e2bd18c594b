// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/run/voting_state.hpp"

namespace apsis {

namespace {

/// Collects calls and where their answers go, so that all of them are one batch.
class StateReader {
 public:
  StateReader(const ContractBook& book) : book_(book) {}

  void number(uint256& out, std::string_view contract, std::string_view function) {
    ask(contract, function, [&out](const AbiValue& value, const std::string&) -> Expected<void> {
      out = value.number();
      return {};
    });
  }
  void number(std::uint64_t& out, std::string_view contract, std::string_view function,
              AbiValue::List args = {}) {
    ask(
        contract, function,
        [&out](const AbiValue& value, const std::string& place) -> Expected<void> {
          if (value.number() > UINT64_MAX)
            return fail(ErrorKind::decode, value.number().str() + " is out of range", place);
          out = static_cast<std::uint64_t>(value.number());
          return {};
        },
        std::move(args));
  }
  void flag(bool& out, std::string_view contract, std::string_view function,
            AbiValue::List args = {}) {
    ask(
        contract, function,
        [&out](const AbiValue& value, const std::string&) -> Expected<void> {
          out = value.flag();
          return {};
        },
        std::move(args));
  }
  /// Asks everything at once.
  Expected<void> read(ContractReader& reader, const BlockRef& block) {
    if (problem_) return std::unexpected(*problem_);
    const Expected<std::vector<AbiValue>> answers = reader.call(calls_, block);
    if (!answers) return std::unexpected(answers.error());
    for (std::size_t i = 0; i < answers->size(); ++i)
      if (const auto taken = sinks_[i]((*answers)[i], calls_[i].text()); !taken) return taken;
    return {};
  }

 private:
  using Sink = std::function<Expected<void>(const AbiValue&, const std::string&)>;

  void ask(std::string_view contract, std::string_view function, Sink sink,
           AbiValue::List args = {}) {
    Expected<ContractCall> call = book_.call(contract, function, std::move(args));
    if (!call) {
      if (!problem_) problem_ = call.error();
      return;
    }
    calls_.push_back(std::move(*call));
    sinks_.push_back(std::move(sink));
  }

  const ContractBook& book_;
  std::vector<ContractCall> calls_;
  std::vector<Sink> sinks_;
  std::optional<Error> problem_;
};

}  // namespace

Bytes32 challenge_time_key(const Bytes20& member) {
  return storage_key("dao.trustednodes.member.challenged.time", ByteSpan(member));
}

Expected<VotingState> read_voting_state(ContractReader& reader, const ContractBook& book,
                                        const BlockHeader& block) {
  constexpr std::string_view settings = "RocketDAOProtocolSettingsNetwork";
  constexpr std::string_view balances = "RocketNetworkBalances";
  constexpr std::string_view rewards = "RocketRewardsPool";
  VotingState out;
  out.block = block;
  StateReader state(book);
  state.number(out.threshold, settings, "getNodeConsensusThreshold");
  state.number(out.member_count, "RocketDAONodeTrusted", "getMemberCount");
  state.flag(out.balances_enabled, settings, "getSubmitBalancesEnabled");
  state.number(out.balances_frequency, settings, "getSubmitBalancesFrequency");
  state.number(out.balances_block, balances, "getBalancesBlock");
  state.number(out.balances_time, balances, "getBalancesTimestamp");
  state.number(out.total_eth, balances, "getTotalETHBalance");
  state.number(out.reth_supply, balances, "getTotalRETHSupply");
  state.number(out.max_rate_change, settings, "getMaxRethDelta");
  state.flag(out.prices_enabled, settings, "getSubmitPricesEnabled");
  state.number(out.prices_frequency, settings, "getSubmitPricesFrequency");
  state.number(out.prices_block, "RocketNetworkPrices", "getPricesBlock");
  state.number(out.rpl_price, "RocketNetworkPrices", "getRPLPrice");
  state.flag(out.rewards_enabled, settings, "getSubmitRewardsEnabled");
  state.number(out.reward_index, rewards, "getRewardIndex");
  state.number(out.interval_start, rewards, "getClaimIntervalTimeStart");
  state.number(out.interval_seconds, rewards, "getClaimIntervalTime");
  state.number(out.pending_rpl, rewards, "getPendingRPLRewards");
  state.number(out.pending_eth, rewards, "getPendingETHRewards");
  state.number(out.pending_voter_share, rewards, "getPendingVoterShare");
  if (const auto read = state.read(reader, block.hash); !read) return std::unexpected(read.error());
  if (out.interval_start != 0) return out;
  StateReader inflation(book);
  inflation.number(out.inflation_start, "RocketTokenRPL", "getInflationIntervalStartTime");
  if (const auto read = inflation.read(reader, block.hash); !read)
    return std::unexpected(read.error());
  return out;
}

Expected<VoterState> read_voter_state(ContractReader& reader, const ContractBook& book,
                                      const Bytes20& voter, const BlockHeader& block) {
  VoterState out;
  StateReader state(book);
  state.flag(out.is_member, "RocketDAONodeTrusted", "getMemberIsValid", {voter});
  state.flag(out.is_challenged, "RocketDAONodeTrusted", "getMemberIsChallenged", {voter});
  state.number(out.challenged_time, "RocketStorage", "getUint", {challenge_time_key(voter)});
  if (const auto read = state.read(reader, block.hash); !read) return std::unexpected(read.error());
  return out;
}

Expected<OracleMembership> read_membership(ContractReader& reader, const ContractBook& book,
                                           const VotingState& state) {
  constexpr std::string_view members = "RocketDAONodeTrusted";
  constexpr std::uint64_t most_members = 1'000;
  if (state.member_count > most_members)
    return fail(ErrorKind::decode, std::to_string(state.member_count) + " members", "oracle DAO");
  std::vector<ContractCall> calls;
  for (std::uint64_t i = 0; i < state.member_count; ++i) {
    Expected<ContractCall> call = book.call(members, "getMemberAt", {i});
    if (!call) return std::unexpected(call.error());
    calls.push_back(std::move(*call));
  }
  const auto addresses = reader.call(calls, state.block.hash);
  if (!addresses) return std::unexpected(addresses.error());
  const Expected<Bytes20> contract = book.address(members);
  if (!contract) return std::unexpected(contract.error());
  calls.clear();
  for (const AbiValue& address : *addresses) {
    calls.push_back(make_call(*contract, members, "getMemberID", {address}));
    calls.push_back(make_call(*contract, members, "getMemberJoinedTime", {address}));
  }
  const auto details = reader.call(calls, state.block.hash);
  if (!details) return std::unexpected(details.error());
  OracleMembership out{{}, state.threshold, state.block.timestamp};
  for (std::size_t i = 0; i < addresses->size(); ++i) {
    const uint256& joined = (*details)[2 * i + 1].number();
    if (joined > UINT64_MAX)
      return fail(ErrorKind::decode, "joined at " + joined.str(), calls[2 * i + 1].text());
    out.members.push_back(
        {(*addresses)[i].address(), (*details)[2 * i].text(), static_cast<std::uint64_t>(joined)});
  }
  return out;
}

}  // namespace apsis
