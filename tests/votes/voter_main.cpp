// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <chrono>
#include <ctime>
#include <map>
#include <thread>

#include "core/hex.hpp"
#include "core/pg/database.hpp"
#include "oracle/submit/node_chain.hpp"
#include "oracle/submit/vote_queue.hpp"
#include "schema/schema.hpp"
#include "tests/votes/fake_node.hpp"

// A member that votes on one subject after the other, to be killed at any moment.
// Usage: apsis-test-voter DATABASE NODE_URL SUBJECTS
// Offers so many subjects more than the journal has, a few at a time, and ends when none is open.

namespace apsis {
namespace {

constexpr std::size_t most_open = 3;
constexpr std::chrono::milliseconds pause(10);
constexpr std::string_view key_hex =
    "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

Submission vote(const Bytes20& voter, std::uint64_t subject, std::uint64_t now) {
  Submission out{.duty = "balances",
                 .subject = subject,
                 .contract = "RocketNetworkBalances",
                 .address = Bytes20{7},
                 .calldata = made_vote(subject, subject * 7),
                 .value_wei = 0,
                 .summary = fmt::format("value {}", subject * 7),
                 .deadline = now + 3600,
                 .expires = now + 86'400,
                 .any_vote_key = made_any_key(voter, subject),
                 .same_vote_key = std::nullopt};
  out.same_vote_key = made_same_key(voter, out.calldata);
  return out;
}

std::uint64_t newest_subject(Connection& connection) {
  pqxx::nontransaction query(connection.sql());
  return query.exec1("SELECT coalesce(max(subject), 0) FROM submissions")[0].as<std::uint64_t>();
}

Expected<std::string> open_states(Journal& journal) {
  const auto open = journal.open_submissions();
  if (!open) return std::unexpected(open.error());
  std::string out = "begins with";
  for (const JournaledSubmission& submission : *open)
    out += " " + std::string(state_name(submission.state));
  return out;
}

/// Steps until nothing is open; a failure of the node or of the database passes.
Expected<void> vote_on(const std::string& target, const std::string& url, std::uint64_t more) {
  auto database = open_database(target, schema_migrations(), true);
  if (!database) return std::unexpected(database.error());
  Signer signer(PrivateKey::take(LockedBytes::copy_of(*from_hex(key_hex)).value()).value());
  Journal journal(database->connection, fake_chain_id, signer.address());
  if (auto locked = journal.lock(10); !locked) return std::unexpected(locked.error());
  const auto begin = open_states(journal);
  if (!begin) return std::unexpected(begin.error());
  fmt::print("{}\n", *begin);
  std::fflush(stdout);
  const auto addresses = parse_nodes(url);
  if (!addresses) return std::unexpected(addresses.error());
  ExecutionNodes nodes(*addresses, fake_chain_id);
  // Blocks come many a second here: bytes that were forgotten go out again soon.
  QueueRules rules;
  rules.resend_seconds = 1;
  VoteQueue queue(journal, node_chain(nodes, fake_storage_address), &signer, rules, true);
  std::uint64_t next = newest_subject(database->connection) + 1;
  const std::uint64_t last = next + more;
  std::size_t open = 0;
  if (auto checked = nodes.check(); !checked) fmt::print("{}\n", checked.error().text());
  do {
    const auto now = static_cast<std::uint64_t>(std::time(nullptr));
    for (; open < most_open && next < last; ++open, ++next)
      if (auto offered = queue.offer(vote(signer.address(), next, now)); !offered)
        return std::unexpected(offered.error());
    const auto report = queue.step(now);
    if (report) {
      for (const QueueNews& news : report->news)
        fmt::print("{} {}: {} {}\n", news.duty, news.subject, state_name(news.state), news.text);
      for (const Error& error : report->errors) fmt::print("error: {}\n", error.text());
      open = report->open;
    } else {
      fmt::print("error: {}\n", report.error().text());
      if (!database->connection.sql().is_open()) return std::unexpected(report.error());
    }
    std::fflush(stdout);
    std::this_thread::sleep_for(pause);
  } while (open > 0 || next < last);
  return {};
}

}  // namespace
}  // namespace apsis

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fputs("usage: apsis-test-voter DATABASE NODE_URL SUBJECTS\n", stderr);
    return 2;
  }
  const auto done = apsis::vote_on(argv[1], argv[2], std::strtoull(argv[3], nullptr, 10));
  if (done) return 0;
  std::fprintf(stderr, "%s\n", done.error().text().c_str());
  return apsis::exit_status(done.error().kind);
}
