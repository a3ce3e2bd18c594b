// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <memory>
#include <string>

#include "core/pg/database.hpp"
#include "oracle/submit/operator_acts.hpp"
#include "oracle/submit/vote_queue.hpp"
#include "schema/schema.hpp"
#include "tests/core/pg/test_server.hpp"
#include "tests/oracle/wallet/test_bytes.hpp"
#include "tests/votes/fake_chain.hpp"

namespace apsis {

inline constexpr std::uint64_t test_time = 1'800'000'000;

/// A made-up chain, a journal in a new database, and a queue that can be started again and again.
struct QueueFixture {
  std::string target = new_test_database();
  Database database = open_database(target, schema_migrations(), true).value();
  FakeChain chain;
  Signer signer = Signer(key_from(test_key_hex));
  QueueRules rules{};
  std::uint64_t now = test_time;
  std::unique_ptr<VoteQueue> queue;

  QueueFixture() { start(true); }

  const Bytes20& voter() const { return signer.address(); }
  Journal journal() { return Journal(database.connection, 17'000, voter()); }
  /// A queue without memory of the last one, as after a restart.
  void start(bool is_armed, bool has_signer = true) {
    queue = std::make_unique<VoteQueue>(journal(), chain.functions(),
                                        has_signer ? &signer : nullptr, rules, is_armed);
  }
  Submission vote(std::uint64_t subject, std::uint64_t value = 1) const {
    Submission out{.duty = "balances",
                   .subject = subject,
                   .contract = "RocketNetworkBalances",
                   .address = Bytes20{7},
                   .calldata = made_vote(subject, value),
                   .value_wei = 0,
                   .summary = "value " + std::to_string(value),
                   .deadline = test_time + 3600,
                   .expires = test_time + 86'400,
                   .any_vote_key = made_any_key(voter(), subject),
                   .same_vote_key = std::nullopt};
    out.same_vote_key = made_same_key(voter(), out.calldata);
    return out;
  }
  JournaledSubmission offer(std::uint64_t subject, std::uint64_t value = 1) {
    return queue->offer(vote(subject, value)).value();
  }
  /// A step, some seconds later.
  QueueReport step(std::uint64_t seconds = 12) {
    now += seconds;
    return queue->step(now).value();
  }
  SubmissionState state(std::int64_t id) { return journal().find(id).value()->state; }
  std::string reason(std::int64_t id) { return journal().find(id).value()->reason; }
  /// Steps and blocks until a submission is in a state, at most 20.
  bool reaches(std::int64_t id, SubmissionState wanted) {
    for (int turn = 0; turn < 20 && state(id) != wanted; ++turn) {
      step();
      chain.mine();
    }
    return state(id) == wanted;
  }
  /// Mined votes about a subject that the contract counted.
  std::ptrdiff_t votes_for(std::uint64_t subject) {
    const auto all = chain.mined();
    return std::ranges::count_if(all, [&](const FakeChain::Mined& entry) {
      const Bytes& data = entry.transaction.transaction.data;
      const Bytes wanted = made_vote(subject, 0);
      return entry.succeeded && data.size() == wanted.size() &&
             std::equal(wanted.begin(), wanted.begin() + 36, data.begin());
    });
  }
};

}  // namespace apsis
