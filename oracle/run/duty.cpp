// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/run/duty.hpp"

#include <algorithm>
#include <array>

namespace apsis {

std::string_view duty_state_name(DutyState state) {
  constexpr std::array<std::string_view, 10> names = {
      "waiting_time", "waiting_finality", "waiting_input", "held", "voting",
      "voted",        "consensus",        "diverged",      "off",  "failed"};
  return names.at(static_cast<std::size_t>(state));
}

Submission submission_of(const OwnVote& own, const Moment& moment, std::string contract,
                         Bytes calldata, std::uint64_t expires) {
  constexpr std::uint64_t patience_seconds = 1'800;
  const std::uint64_t slot =
      (own.slot_time - moment.clock.genesis_time) / moment.clock.seconds_per_slot;
  Submission out;
  out.duty = vote_kind_name(own.kind);
  out.subject = own.subject;
  out.contract = std::move(contract);
  out.calldata = std::move(calldata);
  out.summary = vote_json(own.values);
  out.deadline = final_time_of(moment.clock, slot) + patience_seconds;
  out.expires = expires;
  return out;
}

Expected<void> cast_vote(const DutyTools& tools, const Moment& moment, Submission submission,
                         DutyReport& report) {
  const Expected<Bytes20> address = moment.book.address(submission.contract);
  if (!address) return std::unexpected(address.error());
  submission.address = *address;
  const Expected<std::string> outcome = tools.cast(submission);
  if (!outcome) return std::unexpected(outcome.error());
  add_text(report, *outcome);
  return {};
}

void add_text(DutyReport& report, const std::string& text) {
  if (text.empty()) return;
  report.text += (report.text.empty() ? "" : "; ") + text;
}

Expected<std::unique_ptr<RoundView>> view_round(const DutyTools& tools, const Moment& moment,
                                                const OwnVote& own, DutyReport& report) {
  auto events = load_votes(tools.database, own.kind, own.subject);
  if (!events) return std::unexpected(events.error());
  auto out = std::make_unique<RoundView>();
  out->round = {own.kind,          own.subject, own.values, {}, moment.membership.threshold,
                std::move(*events)};
  for (const OracleMember& member : moment.membership.members)
    out->round.members.push_back(member.address);
  out->state = compare_votes(out->round);
  report.votes_for_ours = out->state.votes_for_ours;
  report.votes_needed = out->state.votes_needed;
  report.votes = 0;
  for (const MemberState& member : out->state.members) {
    if (member.vote != nullptr) ++report.votes;
    if (tools.voter == member.member && member.vote != nullptr) report.has_voted = true;
  }
  return out;
}

DutyState voting_state_of(const RoundView& view, bool has_voted) {
  if (view.state.is_diverged) return DutyState::diverged;
  if (view.state.accepted != nullptr) return DutyState::consensus;
  return has_voted ? DutyState::voted : DutyState::voting;
}

Expected<void> TargetMemory::set_anchor(const DutyTools& tools, std::uint64_t block) {
  if (anchor_block == block) return {};
  const Expected<std::uint64_t> slot = parent_slot(tools, block);
  if (!slot) return std::unexpected(within("last accepted block", slot.error()));
  anchor_slot = *slot;
  anchor_block = block;
  epoch.reset();
  return {};
}

ExecutionBlockOf blocks_of(BeaconReader& beacon) {
  return [&beacon](std::uint64_t slot) { return beacon.execution_block(slot); };
}

Expected<std::uint64_t> parent_slot(const DutyTools& tools, std::uint64_t block) {
  if (block == 0) return 0;
  const Expected<BlockHeader> header = tools.nodes.header(block);
  if (!header) return std::unexpected(header.error());
  return tools.beacon.slot_of(header->parent_beacon_block_root);
}

std::uint64_t final_time_of(const ChainClock& clock, std::uint64_t slot) {
  const std::uint64_t final_epoch = slot / clock.slots_per_epoch + 3;
  return clock.time_of(final_epoch * clock.slots_per_epoch);
}

}  // namespace apsis
