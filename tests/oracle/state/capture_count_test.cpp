// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "tests/oracle/state/made_network.hpp"

using namespace apsis;
using apsis::test::MadeNetwork;
using apsis::test::MadeSize;

namespace {

/// A tenth of what the official client asks of a network of this size.
constexpr std::uint64_t most_questions = 187'000;

Captured captured(const MadeNetwork& network, const KnownFacts* known = nullptr,
                  const std::set<Bytes20>* changed = nullptr) {
  const CaptureCaller caller = network.caller();
  auto out = capture_state({network.book(), caller, caller, known, changed});
  REQUIRE_MESSAGE(out, out.error().text());
  return std::move(*out);
}

KnownFacts facts_of(const Captured& from, const MadeNetwork& network) {
  return {.snapshot = from.snapshot,
          .book = network.book(),
          .max_penalty_rate = from.max_penalty_rate,
          .distributors = from.distributors};
}

std::uint64_t questions(const Captured& from) {
  return from.cost.calls + from.cost.balances;
}

Minipool& some_minipool(MadeNetwork& network, std::size_t node) {
  return network.state().nodes[node].minipools.at(0);
}

constexpr MadeSize small_size{
    .nodes = 30, .minipools = 200, .megapools = 5, .megapool_validators = 40};

}  // namespace

TEST_CASE(
    "a day later a network of mainnet's size is asked a tenth of what the other client asks") {
  MadeNetwork network({});
  const Captured first = captured(network);
  CHECK(first.snapshot.nodes.size() == 4'300);
  const KnownFacts known = facts_of(first, network);
  const std::set<Bytes20> changed = network.pass_day();
  const Captured full = captured(network);
  const Captured second = captured(network, &known, &changed);
  CHECK(second.snapshot == full.snapshot);
  CHECK(!(second.snapshot == first.snapshot));
  CHECK(questions(second) <= most_questions);
  CHECK(questions(second) < questions(full) / 3);
  MESSAGE("all: " << questions(full) << " questions, a day later: " << questions(second));
}

TEST_CASE("what changes without a log is found in what is known already") {
  MadeNetwork network(small_size);
  const KnownFacts known = facts_of(captured(network), network);
  const std::set<Bytes20> nothing;
  const auto check_found = [&] {
    CHECK(captured(network, &known, &nothing).snapshot == captured(network).snapshot);
    CHECK(!(captured(network).snapshot == known.snapshot));
  };
  SUBCASE("a delegate that follows the newest one") {
    some_minipool(network, 3).funds->delegate_version = 4;
    check_found();
  }
  SUBCASE("the first finalised minipool of a node") {
    some_minipool(network, 4).funds->finalised = true;
    check_found();
  }
  SUBCASE("a refund") {
    some_minipool(network, 5).funds->refund = 77;
    check_found();
  }
  SUBCASE("a node's stake, credit and ratio") {
    Node& node = network.state().nodes[6];
    node.legacy_rpl += 1;
    node.funds->deposit_credit += 2;
    node.funds->collateral_ratio += 3;
    check_found();
  }
}

TEST_CASE("another cap of penalties changes every minipool's rate") {
  MadeNetwork network(small_size);
  network.set_max_penalty_rate(0);
  some_minipool(network, 3).funds->penalty_rate = 5;
  const KnownFacts known = facts_of(captured(network), network);
  CHECK(known.max_penalty_rate == 0);
  network.set_max_penalty_rate(4);
  const std::set<Bytes20> nothing;
  const Captured second = captured(network, &known, &nothing);
  CHECK(second.snapshot == captured(network).snapshot);
  CHECK(second.max_penalty_rate == 4);
}

TEST_CASE("contracts that moved make everything be asked again") {
  MadeNetwork network(small_size);
  KnownFacts known = facts_of(captured(network), network);
  known.book.addresses["RocketMinipoolDelegate"] = Bytes20{1};
  some_minipool(network, 3).status_time = 5;
  const std::set<Bytes20> nothing;
  CHECK(captured(network, &known, &nothing).snapshot == captured(network).snapshot);
}

TEST_CASE("facts of a larger network are a contradiction, which is told") {
  MadeNetwork network(small_size);
  KnownFacts known = facts_of(captured(network), network);
  const std::set<Bytes20> nothing;
  const CaptureCaller caller = network.caller();
  SUBCASE("more nodes") {
    known.snapshot.nodes.push_back(known.snapshot.nodes[0]);
  }
  SUBCASE("more minipools") {
    known.snapshot.nodes[1].minipools.push_back(known.snapshot.nodes[2].minipools[0]);
  }
  SUBCASE("more validators") {
    auto& validators = known.snapshot.nodes[0].megapool->validators;
    validators.insert(validators.end(), 3, validators[0]);
  }
  const auto out = capture_state({network.book(), caller, caller, &known, &nothing});
  REQUIRE(!out);
  CHECK(out.error().kind == ErrorKind::mismatch);
}
