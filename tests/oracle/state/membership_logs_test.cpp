// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/state/membership_logs.hpp"

#include <doctest/doctest.h>

#include "oracle/chain/contract_event.hpp"
#include "oracle/state/snapshot_reader.hpp"
#include "tests/oracle/small_snapshot.hpp"
#include "tests/oracle/state/taker_fixture.hpp"

using namespace apsis;
using apsis::test::contains;
using apsis::test::TakerFixture;

namespace {

Bytes32 word(std::uint64_t number) {
  Bytes32 out{};
  for (std::size_t i = 0; i < 8; ++i) out[31 - i] = static_cast<std::uint8_t>(number >> (8 * i));
  return out;
}

ChainLog enqueued(const Bytes20& megapool, std::uint64_t validator, std::uint64_t time) {
  const Bytes32 data = word(time);
  ChainLog out;
  out.contract = megapool;
  out.topics = {contract_event("RocketMegapoolDelegate", "MegapoolValidatorEnqueued").topic,
                word(validator)};
  out.data.assign(data.begin(), data.end());
  out.block = 70;
  return out;
}

/// A snapshot whose node has a megapool of two validators.
NetworkSnapshot with_megapool() {
  NetworkSnapshot out = *read_network_snapshot(apsis::test::small_snapshot);
  Megapool megapool;
  megapool.address = {3};
  megapool.validators.resize(2);
  megapool.validators[1].pubkey = Bytes48{8};
  out.nodes[0].megapool = megapool;
  return out;
}

}  // namespace

TEST_CASE("a megapool's log names a validator by its number, and tells its slot") {
  const NetworkSnapshot snapshot = with_megapool();
  const std::uint64_t time = snapshot.clock.time_of(25) + 3;
  const std::vector<ChainLog> logs = {enqueued({3}, 1, time), enqueued({4}, 1, time),
                                      enqueued({3}, 2, time),
                                      enqueued({3}, 0, snapshot.clock.genesis_time - 1)};
  const auto events = membership_events(logs, snapshot);
  REQUIRE_MESSAGE(events, events.error().text());
  // Not another contract's, not of a validator that came later, not from before the chain.
  REQUIRE(events->size() == 1);
  CHECK(events->front().pool == Bytes20{3});
  CHECK(events->front().pubkey == Bytes48{8});
  CHECK(events->front().slot == 25);
}

TEST_CASE("a pool's log that is none is an error, another contract's is not looked at") {
  const NetworkSnapshot snapshot = with_megapool();
  ChainLog cut = enqueued({4}, 1, 2'000);
  cut.data.pop_back();
  CHECK(membership_events(std::vector{cut}, snapshot)->empty());
  cut.contract = {3};
  const auto refused = membership_events(std::vector{cut}, snapshot);
  REQUIRE(!refused);
  CHECK(contains(refused.error().text(), "log 0 of block 70"));
  // A minipool's key of another length.
  ChainLog other = enqueued(snapshot.nodes[0].minipools[0].address, 1, 2'000);
  CHECK(membership_events(std::vector{other}, snapshot)->empty());
  other.topics = {contract_event("RocketMinipoolDelegate", "MinipoolPrestaked").topic};
  CHECK(!membership_events(std::vector{other}, snapshot));
}

TEST_CASE_FIXTURE(TakerFixture, "logs that no node gives are read at the next confirmation") {
  if (!first) return;
  set_head(4);
  REQUIRE(taker->take({}));
  set_head(5);
  REQUIRE(first->faults().add("503x40@eth_getLogs"));
  REQUIRE(second->faults().add("503x40@eth_getLogs"));
  const auto failed = taker->confirm();
  REQUIRE(!failed);
  CHECK(contains(failed.error().text(), "memberships of slot 467383"));
  CHECK(count("memberships") > 20);
  CHECK(count("memberships WHERE from_event") == 0);
  use_nodes(first->url());
  first->faults().clear();
  REQUIRE(taker->confirm());
  CHECK(count("memberships WHERE from_event") > 20);
}
