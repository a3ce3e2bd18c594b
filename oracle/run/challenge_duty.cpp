// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/run/challenge_duty.hpp"

#include <fmt/format.h>

#include "oracle/chain/contract_function.hpp"

namespace apsis {

namespace {

constexpr std::uint64_t patience_seconds = 3'600;
/// An answer counts until the member is removed, which may be long after the window of a week.
constexpr std::uint64_t answer_seconds = 30 * 86'400;

}  // namespace

Expected<DutyReport> ChallengeDuty::step(const DutyTools& tools, const Moment& moment) const {
  constexpr const char* contract = "RocketDAONodeTrustedActions";
  DutyReport report;
  if (!tools.voter || !moment.voter || !moment.voter->is_challenged) return report;
  report.subject = moment.voter->challenged_time;
  report.state = DutyState::voting;
  const Expected<Bytes20> address = moment.book.address(contract);
  if (!address) return std::unexpected(address.error());
  Expected<Bytes> calldata = encode_call(contract_function(contract, "actionChallengeDecide"),
                                         AbiValue::List{*tools.voter});
  if (!calldata) return std::unexpected(calldata.error());
  Submission answer;
  answer.duty = "challenge";
  answer.subject = report.subject;
  answer.contract = contract;
  answer.address = *address;
  answer.calldata = std::move(*calldata);
  answer.summary = fmt::format("answers the challenge of time {}", report.subject);
  answer.deadline = report.subject + patience_seconds;
  answer.expires = report.subject + answer_seconds;
  report.text = "this member is challenged";
  const Expected<std::string> outcome = tools.cast(answer);
  if (!outcome) return std::unexpected(outcome.error());
  add_text(report, *outcome);
  return report;
}

}  // namespace apsis
