// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/run/price_duty.hpp"

#include <fmt/format.h>

#include "oracle/price/rpl_twap.hpp"

namespace apsis {

namespace {

constexpr std::uint64_t late_vote_blocks = 1'000;

PriceVote vote_of(const OwnVote& own) {
  return {own.subject, own.slot_time,
          uint256_from_decimal(vote_value(own.values, "rplPrice")).value_or(uint256(0))};
}

PriceVote vote_of(const VoteEvent& event) {
  const auto number = [&](std::string_view name) {
    return uint256_from_decimal(vote_value(event.values, name)).value_or(uint256(0));
  };
  return {event.subject, static_cast<std::uint64_t>(number("slotTimestamp") & UINT64_MAX),
          number("rplPrice")};
}

}  // namespace

Expected<std::optional<PriceVoteTarget>> PriceDuty::target(const DutyTools& tools,
                                                           const Moment& moment) {
  const VotingState& state = moment.state;
  if (memory_.epoch == moment.finalized_epoch) return target_;
  PriceVoteInputs inputs{state.prices_enabled, state.block.number, {}, {}, false};
  inputs.target.clock = moment.clock;
  inputs.target.last_block = state.prices_block;
  inputs.target.last_parent_slot = memory_.anchor_slot;
  inputs.target.frequency_seconds = state.prices_frequency;
  inputs.target.finalized_epoch = moment.finalized_epoch;
  const auto events = load_votes(tools.database, VoteKind::price, state.prices_block);
  if (!events) return std::unexpected(events.error());
  for (const VoteEvent& event : *events) {
    // Members look for the acceptance in this many blocks, and give no late vote after a later one.
    if (event.is_accepted() && event.log.block <= state.prices_block + late_vote_blocks)
      inputs.last_slot_timestamp = vote_of(event).slot_timestamp;
    // The official client goes on only after a vote for exactly the accepted values. Who voted
    // otherwise has no second vote on the block, and shall not miss the next one for that.
    if (tools.voter && event.member == tools.voter) inputs.voted_for_last = true;
  }
  // Who only watches has no late vote to give.
  if (!tools.voter) inputs.voted_for_last = true;
  auto found = price_vote_target(inputs, blocks_of(tools.beacon));
  if (!found) return std::unexpected(found.error());
  if (*found && (*found)->is_late && failed_late_block_ == state.prices_block) {
    inputs.voted_for_last = true;
    const auto next = price_vote_target(inputs, blocks_of(tools.beacon));
    if (next && *next) found = *next;
  }
  target_ = *found;
  // A late vote is over as soon as it is seen; then the next target is asked for again.
  if (!target_ || !target_->is_late) memory_.epoch = moment.finalized_epoch;
  return target_;
}

Expected<std::int32_t> PriceDuty::tick_at(const DutyTools& tools, std::uint64_t block) const {
  if (!tools.network.rpl_price_pool)
    return fail(ErrorKind::usage, "has no rpl_price_pool", "network " + tools.network.name,
                "give the price pool's address in the network file");
  const Expected<BlockHeader> header = tools.nodes.header(block);
  if (!header) return std::unexpected(header.error());
  const AbiValue::List times = {std::uint64_t{twap_seconds}, std::uint64_t{0}};
  const ContractCall call =
      make_call(*tools.network.rpl_price_pool, "UniswapV3Pool", "observe", {times});
  const Expected<AbiValue> answer = tools.reader.call_one(call, header->hash);
  if (!answer) return std::unexpected(answer.error());
  const AbiValue::List& ticks = answer->list()[0].list();
  if (ticks.size() != times.size())
    return fail(ErrorKind::decode, std::to_string(ticks.size()) + " accumulators", call.text());
  return average_tick(static_cast<std::int64_t>(ticks[0].signed_number()),
                      static_cast<std::int64_t>(ticks[1].signed_number()));
}

Expected<OwnVote> PriceDuty::own_vote(const DutyTools& tools, const PriceVoteTarget& target,
                                      DutyReport& report) {
  if (!tick_ || tick_->first != target.block) {
    const Expected<std::int32_t> tick = tick_at(tools, target.block);
    if (!tick) return std::unexpected(tick.error());
    tick_ = {target.block, *tick};
  }
  price_ = price_of_tick(tick_->second);
  const PriceVote vote{target.block, target.slot_timestamp, *price_};
  OwnVote own{VoteKind::price,
              target.block,
              target.slot_timestamp,
              vote_values(vote),
              {{"tick", int256(tick_->second)}}};
  const Expected<bool> is_new = remember_own_vote(tools, own);
  if (!is_new) return std::unexpected(is_new.error());
  if (!*is_new) return own;
  report.text = fmt::format("computed {} (tick {}) for block {}{}", vote_json(own.values),
                            tick_->second, own.subject, target.is_late ? ", a late vote" : "");
  return own;
}

Expected<void> PriceDuty::explain(const DutyTools& tools, const OwnVote& own, const RoundView& view,
                                  DutyReport& report) {
  const auto reasons_of = [&](const VoteEvent& theirs) {
    return explain_price_difference(tick_->second, vote_of(own), vote_of(theirs));
  };
  return explainer_.explain(tools, view, reasons_of, report);
}

Expected<Submission> PriceDuty::submission(const DutyTools& tools, const Moment& moment,
                                           const PriceVoteTarget& target,
                                           const OwnVote& own) const {
  const PriceVote vote = vote_of(own);
  Expected<Bytes> calldata =
      encode_call(contract_function("RocketNetworkPrices", "submitPrices"),
                  AbiValue::List{vote.block, vote.slot_timestamp, vote.rpl_price});
  if (!calldata) return std::unexpected(calldata.error());
  Expected<Submission> out = submission_of(own, moment, "RocketNetworkPrices", std::move(*calldata),
                                           vote.slot_timestamp + 2 * moment.state.prices_frequency);
  if (!out || !tools.voter) return out;
  if (target.is_late) out->deadline = out->expires;
  out->any_vote_key = price_block_key(*tools.voter, vote.block);
  out->same_vote_key = price_vote_key(*tools.voter, vote);
  return out;
}

Expected<DutyReport> PriceDuty::accepted_report(const DutyTools& tools, const Moment& moment) {
  DutyReport report;
  const std::uint64_t block = moment.state.prices_block;
  const auto round = accepted_round(tools, moment, VoteKind::price, block, report);
  if (!round) return std::unexpected(round.error());
  if (!*round) return report;
  price_ = vote_of((*round)->own).rpl_price;
  if (!tick_ || tick_->first != block) return report;
  if (const auto done = explain(tools, (*round)->own, *(*round)->view, report); !done)
    return std::unexpected(done.error());
  return report;
}

Expected<DutyReport> PriceDuty::vote(const DutyTools& tools, const Moment& moment,
                                     const PriceVoteTarget& target, DutyReport report) {
  const Expected<OwnVote> own = own_vote(tools, target, report);
  if (!own) return std::unexpected(own.error());
  const auto view = view_round(tools, moment, *own, report);
  if (!view) return std::unexpected(view.error());
  if (const auto done = explain(tools, *own, **view, report); !done)
    return std::unexpected(done.error());
  const VoteParts parts{[&]() -> Expected<std::string> {
                          const auto fits = check_price_tick(tick_->second);
                          if (!fits) return fits.error().text();
                          return refusal_of(price_guards(moment.state, target.block));
                        },
                        [&] { return submission(tools, moment, target, *own); }, target.is_late};
  return settle(tools, **view, parts, report);
}

Expected<DutyReport> PriceDuty::step(const DutyTools& tools, const Moment& moment) {
  DutyReport report;
  if (is_voting_off(moment, moment.state.prices_enabled)) {
    report.state = DutyState::off;
    return report;
  }
  if (const auto done = memory_.set_anchor(tools, moment.state.prices_block); !done)
    return std::unexpected(done.error());
  const auto found = target(tools, moment);
  if (!found)
    return targetless_report(found.error(), [&] { return accepted_report(tools, moment); });
  if (!*found) return accepted_report(tools, moment);
  const PriceVoteTarget& target = **found;
  report.subject = target.block;
  report.target_slot =
      (target.slot_timestamp - moment.clock.genesis_time) / moment.clock.seconds_per_slot;
  report.final_time = final_time_of(moment.clock, report.target_slot);
  Expected<DutyReport> voted = vote(tools, moment, target, report);
  // A late vote moves nothing: the next target shall not wait for what it lacks, as an old state.
  if (!voted && target.is_late) failed_late_block_ = target.block;
  return voted;
}

}  // namespace apsis
