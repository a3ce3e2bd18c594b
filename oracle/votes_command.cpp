// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/votes_command.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <iostream>

#include "core/pg/database.hpp"
#include "oracle/submit/operator_acts.hpp"
#include "schema/schema.hpp"

namespace apsis {

namespace {

Expected<Database> opened(const std::string& target) {
  return open_database(target, schema_migrations(), false,
                       [](const std::string& line) { spdlog::info("{}", line); });
}

std::string line_of(const ListedVote& vote) {
  std::string out = fmt::format(
      "{} UTC  {} {}{}  {}", vote.changed_at, vote.duty, vote.subject,
      vote.override_number == 0 ? "" : fmt::format(" (override {})", vote.override_number),
      state_name(vote.state));
  if (!vote.reason.empty()) out += ": " + vote.reason;
  out += "  [" + vote.summary + "]";
  if (vote.nonce) out += fmt::format("  nonce {}, {} transactions", *vote.nonce, vote.attempts);
  if (vote.mined_block) out += fmt::format(", block {}", *vote.mined_block);
  if (!vote.hash.empty()) out += "  " + vote.hash;
  return out;
}

Expected<std::int64_t> meant(Connection& connection, const VoteCall& call) {
  if (call.reason.empty())
    return fail(ErrorKind::usage, "needs a reason, for the journal", "votes", "give --reason TEXT");
  return find_vote(connection, call.duty, call.subject, call.voter);
}

}  // namespace

Expected<int> run_votes_list(const std::string& database, std::uint64_t count, bool only_open) {
  Expected<Database> open = opened(database);
  if (!open) return std::unexpected(open.error());
  const auto votes = list_votes(open->connection, count, only_open);
  if (!votes) return std::unexpected(votes.error());
  for (const ListedVote& vote : *votes) std::cout << line_of(vote) << "\n";
  if (votes->empty()) std::cout << (only_open ? "nothing is under way\n" : "no votes\n");
  const Expected<Arming> arming = read_arming(open->connection);
  if (!arming) return std::unexpected(arming.error());
  if (arming->is_disarmed)
    std::cout << "disarmed: nothing is signed or sent"
              << (arming->reason.empty() ? "" : " (" + arming->reason + ")") << "\n";
  return 0;
}

Expected<int> run_votes_abandon(const VoteCall& call) {
  Expected<Database> open = opened(call.database);
  if (!open) return std::unexpected(open.error());
  const auto id = meant(open->connection, call);
  if (!id) return std::unexpected(id.error());
  const auto state = abandon_vote(open->connection, *id, call.reason);
  if (!state) return std::unexpected(state.error());
  std::cout << (*state == SubmissionState::abandoned
                    ? "abandoned\n"
                    : "it has a nonce: the running oracle puts a transfer in its place, unless a "
                      "block has it first\n");
  return 0;
}

Expected<int> run_votes_override(const VoteCall& call) {
  Expected<Database> open = opened(call.database);
  if (!open) return std::unexpected(open.error());
  const auto id = meant(open->connection, call);
  if (!id) return std::unexpected(id.error());
  const auto number = override_vote(open->connection, *id, call.reason);
  if (!number) return std::unexpected(number.error());
  std::cout << fmt::format("one more is allowed for {} {} (override {})\n", call.duty, call.subject,
                           *number);
  return 0;
}

Expected<int> run_arming(const std::string& database, bool is_disarmed, const std::string& reason) {
  Expected<Database> open = opened(database);
  if (!open) return std::unexpected(open.error());
  const auto changed = set_disarmed(open->connection, is_disarmed, reason);
  if (!changed) return std::unexpected(changed.error());
  std::cout << (is_disarmed ? "disarmed: nothing is signed or sent until `apsis-oracle arm`"
                            : "the disarming is lifted: programs that run with --arm send again")
            << (*changed ? "\n" : " (it was so already)\n");
  return 0;
}

}  // namespace apsis
