// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/run/price_duty.hpp"

#include <fmt/format.h>

#include "oracle/price/rpl_twap.hpp"
#include "oracle/run/vote_sanity.hpp"

namespace apsis {

namespace {

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
  if (const auto done = memory_.set_anchor(tools, state.prices_block); !done)
    return std::unexpected(done.error());
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
    if (event.is_accepted()) inputs.last_slot_timestamp = vote_of(event).slot_timestamp;
    // The official client goes on only after exactly these values, and would try for ever to give
    // a late vote after having voted otherwise.
    if (tools.voter && event.member == tools.voter) inputs.voted_for_last = true;
  }
  // Who only watches has no late vote to give.
  if (!tools.voter) inputs.voted_for_last = true;
  auto found = price_vote_target(inputs, blocks_of(tools.beacon));
  if (!found) return std::unexpected(found.error());
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
    explained_.clear();
  }
  price_ = price_of_tick(tick_->second);
  const PriceVote vote{target.block, target.slot_timestamp, *price_};
  OwnVote own{VoteKind::price,
              target.block,
              target.slot_timestamp,
              vote_values(vote),
              {{"tick", int256(tick_->second)}}};
  const auto stored = load_own_vote(tools.database, own.kind, own.subject);
  if (!stored) return std::unexpected(stored.error());
  if (*stored && (*stored)->values == own.values) return own;
  if (const auto done = store_own_vote(tools.database, own); !done)
    return std::unexpected(done.error());
  report.text = fmt::format("computed {} (tick {}) for block {}{}", vote_json(own.values),
                            tick_->second, own.subject, target.is_late ? ", a late vote" : "");
  return own;
}

Expected<void> PriceDuty::explain(const DutyTools& tools, const OwnVote& own, const RoundView& view,
                                  DutyReport& report) {
  const PriceVote ours = vote_of(own);
  for (const MemberState& member : view.state.members) {
    if (member.state != VoteState::different) continue;
    if (!explained_.insert({member.member, vote_hash(member.vote->values)}).second) continue;
    const PriceVote theirs = vote_of(*member.vote);
    const auto reasons = explain_price_difference(tick_->second, ours, theirs);
    if (const auto done = store_reasons(tools.database, VoteKind::price, view.round.subject,
                                        member.member, reasons);
        !done)
      return done;
    report.differences.push_back({member.member, reasons});
  }
  return {};
}

Expected<void> PriceDuty::cast(const DutyTools& tools, const Moment& moment, const OwnVote& own,
                               DutyReport& report) const {
  const PriceVote vote = vote_of(own);
  Expected<Bytes> calldata =
      encode_call(contract_function("RocketNetworkPrices", "submitPrices"),
                  AbiValue::List{vote.block, vote.slot_timestamp, vote.rpl_price});
  if (!calldata) return std::unexpected(calldata.error());
  Submission out = submission_of(own, moment, "RocketNetworkPrices", std::move(*calldata),
                                 vote.slot_timestamp + 2 * moment.state.prices_frequency);
  out.any_vote_key = price_block_key(*tools.voter, vote.block);
  out.same_vote_key = price_vote_key(*tools.voter, vote);
  return cast_vote(tools, moment, std::move(out), report);
}

Expected<DutyReport> PriceDuty::accepted_report(const DutyTools& tools, const Moment& moment) {
  DutyReport report;
  const auto own = load_own_vote(tools.database, VoteKind::price, moment.state.prices_block);
  if (!own) return std::unexpected(own.error());
  if (!*own) return report;
  report.subject = (*own)->subject;
  const auto view = view_round(tools, moment, **own, report);
  if (!view) return std::unexpected(view.error());
  report.state = voting_state_of(**view, report.has_voted);
  price_ = vote_of(**own).rpl_price;
  if (tick_ && tick_->first == report.subject)
    if (const auto done = explain(tools, **own, **view, report); !done)
      return std::unexpected(done.error());
  return report;
}

Expected<DutyReport> PriceDuty::step(const DutyTools& tools, const Moment& moment) {
  DutyReport report;
  if (!moment.state.prices_enabled || !moment.book.votes_allowed()) {
    report.state = DutyState::off;
    return report;
  }
  const auto found = target(tools, moment);
  if (!found && found.error().kind == ErrorKind::unavailable) {
    report.state = DutyState::waiting_finality;
    report.text = found.error().text();
    return report;
  }
  if (!found) return std::unexpected(found.error());
  if (!*found) return accepted_report(tools, moment);
  const PriceVoteTarget& target = **found;
  report.subject = target.block;
  report.target_slot =
      (target.slot_timestamp - moment.clock.genesis_time) / moment.clock.seconds_per_slot;
  report.final_time = final_time_of(moment.clock, report.target_slot);
  const Expected<OwnVote> own = own_vote(tools, target, report);
  if (!own) return std::unexpected(own.error());
  const auto view = view_round(tools, moment, *own, report);
  if (!view) return std::unexpected(view.error());
  report.state = voting_state_of(**view, report.has_voted);
  if (const auto done = explain(tools, *own, **view, report); !done)
    return std::unexpected(done.error());
  if (report.has_voted || !tools.voter) return report;
  std::string held;
  if (const auto fits = check_price_tick(tick_->second); !fits) held = fits.error().text();
  for (const GuardFinding& finding : price_guards(moment.state, target.block))
    if (!finding.is_passing) held = finding.text;
  if (!held.empty()) {
    report.state = DutyState::held;
    add_text(report, "no vote: " + held);
    return report;
  }
  if (const auto done = cast(tools, moment, *own, report); !done)
    return std::unexpected(done.error());
  return report;
}

}  // namespace apsis
