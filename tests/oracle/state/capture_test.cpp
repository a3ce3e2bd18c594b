// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/state/capture.hpp"

#include <doctest/doctest.h>

#include "oracle/balances/network_balances.hpp"
#include "oracle/explain/json_diff.hpp"
#include "oracle/interval/approximate_share.hpp"
#include "oracle/state/snapshot_writer.hpp"
#include "tests/oracle/state/recorded_truth.hpp"
#include "tests/sim/sparring.hpp"

using namespace apsis;
using apsis::test::recorded_json;
using apsis::test::recorded_number;
using nlohmann::json;

namespace {

constexpr std::uint64_t recorded_blocks[] = {566, 662, 711, 747, 857};

/// Two nodes that serve the recording, with their heads at one of its blocks.
struct CaptureFixture {
  std::unique_ptr<ExecutionServer> first = sparring_node();
  std::unique_ptr<ExecutionServer> second = first ? sparring_node() : nullptr;
  Network network = first ? recorded_network(first->recorded()) : Network{};
  std::unique_ptr<ExecutionNodes> nodes;
  std::unique_ptr<ContractReader> reader;

  CaptureFixture() {
    if (!first) return;
    HttpClientLimits limits = execution_limits;
    limits.tries = 1;
    nodes = std::make_unique<ExecutionNodes>(
        parse_nodes(first->url() + "," + second->url()).value(), network.chain_id, limits);
    reader = std::make_unique<ContractReader>(*nodes, network);
  }
  void set_head(std::uint64_t number) {
    first->set_head(number);
    second->set_head(number);
  }
  Expected<Captured> capture(const KnownFacts* known = nullptr,
                             const std::set<Bytes20>* changed = nullptr) {
    const auto book = read_contract_book(*reader, network, BlockTag::latest);
    if (!book) return std::unexpected(book.error());
    const CaptureCaller caller = caller_at(*reader, book->block_hash);
    auto out = capture_state({*book, caller, caller, known, changed});
    if (out) last_book = *book;
    return out;
  }
  ContractBook last_book{};
};

/// Takes out what the recorded truth does not tell.
NetworkSnapshot without_splits(NetworkSnapshot snapshot) {
  for (Node& node : snapshot.nodes) {
    if (!node.megapool) continue;
    node.megapool->funds->split.reset();
    node.megapool->funds->split_sample.reset();
  }
  return snapshot;
}

void check_equal(const NetworkSnapshot& a, const NetworkSnapshot& b) {
  if (a == b) return;
  for (const FieldDifference& field : json_differences(json::parse(write_network_snapshot(a)),
                                                       json::parse(write_network_snapshot(b))))
    FAIL_CHECK(field.path << ": " << field.a << " -> " << field.b);
  CHECK(a == b);
}

/// What each megapool's split gives for every amount that was asked of the real one.
std::size_t check_splits(const NetworkSnapshot& snapshot, const json& network) {
  std::size_t compared = 0;
  for (const Node& node : snapshot.nodes)
    for (const json& from : network.at("megapools")) {
      if (!node.megapool ||
          to_hex(node.megapool->address) != lower_case(from.at("address").get<std::string>()))
        continue;
      for (const json& rewards : from.at("rewards")) {
        const uint256 amount = recorded_number(rewards.at("amount"));
        const auto reth = megapool_reth_rewards(*node.megapool, amount);
        REQUIRE_MESSAGE(reth, reth.error().text());
        CHECK(*reth == recorded_number(rewards.at("reth")));
        ++compared;
      }
    }
  return compared;
}

}  // namespace

TEST_CASE_FIXTURE(CaptureFixture, "a capture of each recorded block is what its contracts held") {
  if (!first) return;
  const auto recording = find_recording("rocketpool-v14");
  std::size_t splits = 0;
  for (int i = 1; i <= 5; ++i) {
    CAPTURE(i);
    set_head(recorded_blocks[i - 1]);
    const auto captured = capture();
    REQUIRE_MESSAGE(captured, captured.error().text());
    const json network_json = recorded_json(*recording, "network", i);
    check_equal(without_splits(captured->snapshot), apsis::test::recorded_truth(network_json));
    splits += check_splits(captured->snapshot, network_json);
    CHECK(captured->cost.calls > 100);
  }
  CHECK(splits > 300);
  CHECK(first->unanswered().empty());
}

TEST_CASE_FIXTURE(CaptureFixture, "balances of a captured block are the expected ones to the wei") {
  if (!first) return;
  const auto recording = find_recording("rocketpool-v14");
  for (int i = 1; i <= 5; ++i) {
    CAPTURE(i);
    set_head(recorded_blocks[i - 1]);
    auto captured = capture();
    REQUIRE_MESSAGE(captured, captured.error().text());
    NetworkSnapshot& snapshot = captured->snapshot;
    const json beacon = recorded_json(*recording, "beacon", i);
    snapshot.network = "recorded";
    snapshot.clock.genesis_time = network.genesis_time;
    snapshot.interval.consensus_end_slot =
        static_cast<std::uint64_t>(recorded_number(beacon.at("slot")));
    snapshot.interval.execution_end_block = recorded_blocks[i - 1];
    snapshot.interval.execution_end_time =
        snapshot.clock.time_of(snapshot.interval.consensus_end_slot);
    place_beacon_side(snapshot, apsis::test::recorded_validators(beacon));
    const auto shares =
        capture_user_shares(last_book, caller_at(*reader, last_book.block_hash), snapshot);
    REQUIRE_MESSAGE(shares, shares.error().text());
    const auto share = approximate_staker_share(snapshot, ruleset_v11);
    REQUIRE_MESSAGE(share, share.error().text());
    const auto result = compute_balances(snapshot, int256(*share));
    REQUIRE_MESSAGE(result, result.error().text());
    const json expected = recorded_json(*recording, "expected", i);
    const json& submission = expected.at("submission");
    CHECK(result->submission.total_eth == int256(recorded_number(submission.at("totalEth"))));
    CHECK(result->submission.staking_eth == int256(recorded_number(submission.at("stakingEth"))));
    CHECK(result->submission.reth_supply == recorded_number(submission.at("rethSupply")));
    CHECK(result->submission.slot_timestamp == submission.at("slotTimestamp"));
    CHECK(share == recorded_number(expected.at("terms").at("smoothing_pool_share")));
  }
}
