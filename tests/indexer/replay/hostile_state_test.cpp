// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "core/units.hpp"
#include "indexer/replay/balances.hpp"
#include "indexer/replay/block_steps.hpp"
#include "indexer/replay/epoch_steps.hpp"
#include "tests/indexer/replay/sample_chain.hpp"

namespace {

using namespace apsis;

bool has(const Error& error, const char* part) {
  return error.text().find(part) != std::string::npos;
}

/// What the replay says of a block at slot 1 on a tweaked state.
Expected<void> first_block(const SampleChain& chain, const std::function<void(SszBuilder&)>& state,
                           const std::function<void(SszBuilder&)>& block = {}) {
  auto run = chain.start(state);
  REQUIRE(run.has_value());
  return chain.apply(*run, chain.block(*run, 1, block));
}

/// What the replay says when an epoch ends on a tweaked state.
Expected<void> to_slot(const SampleChain& chain, std::uint64_t slot,
                       const std::function<void(SszBuilder&)>& state) {
  auto run = chain.start(state);
  REQUIRE(run.has_value());
  return process_slots(*run, slot);
}

void refused(const Expected<void>& done, const char* part) {
  REQUIRE_FALSE(done.has_value());
  CHECK(done.error().kind == ErrorKind::invalid);
  CHECK_MESSAGE(has(done.error(), part), done.error().text());
}

constexpr std::uint64_t huge = ~std::uint64_t{0} - 1;

}  // namespace

TEST_CASE("the sample chain's blocks are valid in every fork that has a payload") {
  for (const Fork fork : {Fork::capella, Fork::deneb, Fork::electra, Fork::fulu}) {
    const SampleChain chain(fork);
    auto run = chain.start();
    REQUIRE(run.has_value());
    for (std::uint64_t slot = 1; slot < 24; ++slot) {
      const auto done = chain.apply(*run, chain.block(*run, slot));
      CHECK_MESSAGE(done.has_value(), (done ? std::string() : done.error().text()));
    }
  }
}

TEST_CASE("a proposer lookahead that names nobody in the registry is refused") {
  const SampleChain chain;
  refused(first_block(chain, [](SszBuilder& s) { s["proposer_lookahead"].at(1).set(64); }),
          "proposer 64 is not in the registry");
}

TEST_CASE("an empty slot of a proposer outside the registry is refused when booked") {
  const SampleChain chain;
  auto run = chain.start([](SszBuilder& s) { s["proposer_lookahead"].at(1).set(huge); });
  REQUIRE(run.has_value());
  Ledger ledger;
  attach_ledger(*run, ledger);
  refused(process_slots(*run, 4), "is not in the registry");
}

TEST_CASE("an epoch in which nobody is active is refused") {
  const auto all_leave = [](SszBuilder& s) {
    for (std::size_t i = 0; i < SampleChain::validator_count; ++i) {
      s["validators"].at(i)["exit_epoch"].set(1);
    }
  };
  refused(to_slot(SampleChain(), 8, all_leave), "no validator is active in epoch 2");
  const SampleChain deneb(Fork::deneb);
  auto run = deneb.start(all_leave);
  REQUIRE(run.has_value());
  refused(deneb.apply(*run, deneb.block(*run, 9)), "no validator is active in epoch 1");
}

TEST_CASE("a vote for a slot far away is refused") {
  const SampleChain chain;
  for (const std::uint64_t slot : {huge, std::uint64_t{1} << 40, std::uint64_t{1}}) {
    const auto vote = [&](SszBuilder& block) {
      SszBuilder& attestation = block["body"]["attestations"].add();
      attestation["data"]["slot"].set(slot);
      attestation["data"]["target"]["epoch"].set(slot / 8);
    };
    refused(first_block(chain, {}, vote), "process_attestation");
  }
}

TEST_CASE("a vote of a committee that does not exist is refused") {
  const SampleChain chain;
  refused(first_block(chain, {},
                      [](SszBuilder& block) {
                        SszBuilder& attestation = block["body"]["attestations"].add();
                        attestation["committee_bits"].set(Bytes{8});
                      }),
          "no such committee");
}

TEST_CASE("queues that name validators outside the registry are refused") {
  const SampleChain chain;
  refused(first_block(chain,
                      [](SszBuilder& s) {
                        s["pending_partial_withdrawals"].add()["validator_index"].set(64);
                      }),
          "not in the registry");
  refused(
      to_slot(chain, 8,
              [](SszBuilder& s) { s["pending_consolidations"].add()["target_index"].set(huge); }),
      "not in the registry");
  refused(first_block(chain, [](SszBuilder& s) { s["next_withdrawal_validator_index"].set(64); }),
          "outside the registry");
}

TEST_CASE("a sync committee with an unknown key is refused") {
  refused(first_block(
              SampleChain(),
              [](SszBuilder& s) { s["current_sync_committee"]["pubkeys"].at(3).set(Bytes48{9}); }),
          "a member of the committee is not in the registry");
}

TEST_CASE("more deposits processed than the bridge counts are refused") {
  refused(
      first_block(SampleChain(Fork::deneb), [](SszBuilder& s) { s["eth1_deposit_index"].set(1); }),
      "more deposits were processed than the bridge counts");
}

TEST_CASE("finality ahead of the votes is refused") {
  refused(
      to_slot(SampleChain(), 16, [](SszBuilder& s) { s["finalized_checkpoint"]["epoch"].set(5); }),
      "the finalized epoch lies ahead");
}

TEST_CASE("inactivity scores beyond 64 bits are refused") {
  const auto score = [](std::uint64_t value) {
    return [value](SszBuilder& s) { s["inactivity_scores"].at(7).set(value); };
  };
  refused(to_slot(SampleChain(), 16, score(huge)), "score of validator 7 is out of bounds");
  refused(to_slot(SampleChain(), 16, score(std::uint64_t{1} << 40)),
          "score of validator 7 is out of bounds");
}

TEST_CASE("exits that would come after the last epoch are refused") {
  const auto eject = [](const char* field) {
    return [field](SszBuilder& s) {
      s["validators"].at(5)["effective_balance"].set(16'000'000'000);
      s["balances"].at(5).set(16'000'000'000);
      s[field].set(huge);
    };
  };
  refused(to_slot(SampleChain(), 8, eject("earliest_exit_epoch")), "does not fit in 64 bits");
  const SampleChain deneb(Fork::deneb);
  refused(to_slot(deneb, 8,
                  [](SszBuilder& s) {
                    s["validators"].at(5)["effective_balance"].set(16'000'000'000);
                    s["validators"].at(6)["exit_epoch"].set(huge);
                  }),
          "does not fit in 64 bits");
}

TEST_CASE("a block far ahead of the state is refused at once") {
  const SampleChain chain;
  auto run = chain.start();
  REQUIRE(run.has_value());
  Bytes bytes = chain.block(*run, 1);
  bytes[100 + 6] = 1;  // the slot's seventh byte
  refused(chain.apply(*run, bytes), "slots after the state's");
}

TEST_CASE("a block of another fork's layout is refused") {
  const SampleChain fulu;
  const SampleChain deneb(Fork::deneb);
  auto run = fulu.start();
  auto other = deneb.start();
  REQUIRE(run.has_value());
  const Bytes bytes = deneb.block(*other, 1);
  const auto view = deneb.types().decode("SignedBeaconBlock", bytes);
  REQUIRE(view.has_value());
  refused(apply_block(*run, view->field("message")), "layout of another fork");
}

TEST_CASE("states whose numbers no chain can reach are refused when they are loaded") {
  const SampleChain chain;
  const auto load_error = [&](const std::function<void(SszBuilder&)>& tweak) {
    const auto run = chain.start(tweak);
    REQUIRE_FALSE(run.has_value());
    return run.error().text();
  };
  const auto names = [](const std::string& text, const char* part) {
    return text.find(part) != std::string::npos;
  };
  CHECK(names(load_error([](SszBuilder& s) { s["balances"].at(1).set(huge); }), "balances"));
  CHECK(names(load_error([](SszBuilder& s) { s["slashings"].at(0).set(huge); }), "slashings"));
  CHECK(names(load_error([](SszBuilder& s) { s["slot"].set(huge); }), "slot"));
  CHECK(names(load_error([](SszBuilder& s) { s["next_withdrawal_index"].set(huge); }),
              "next_withdrawal_index"));
  CHECK(names(load_error([](SszBuilder& s) {
                s["validators"].at(2)["effective_balance"].set(2'049'000'000'000);
              }),
              "effective balance"));
  CHECK(names(load_error([](SszBuilder& s) { s["balances"].add(); }), "65 entries for 64"));
  CHECK(names(
      load_error([](SszBuilder& s) { s["pending_partial_withdrawals"].add()["amount"].set(huge); }),
      "pending_partial_withdrawals"));
}

TEST_CASE("a balance cannot grow beyond 2^63 gwei") {
  const SampleChain chain;
  auto run = chain.start();
  REQUIRE(run.has_value());
  refused(increase_balance(*run, 3, max_balance_gwei, Component::deposits), "beyond 2^63");
  refused(add_validator_to_registry(*run, Bytes48{1}, Bytes32{}, huge), "more than 2^63");
}

TEST_CASE("every byte of a block's message that is flipped gives an error") {
  const SampleChain chain;
  auto start = chain.start();
  REQUIRE(start.has_value());
  const Bytes good = chain.block(*start, 1);
  {
    Replay<MinimalPreset> run = *start;
    REQUIRE(chain.apply(run, good).has_value());
  }
  for (std::size_t at = 100; at < good.size(); ++at) {
    Bytes bytes = good;
    bytes[at] ^= static_cast<std::uint8_t>(1u << at % 8);
    Replay<MinimalPreset> run = *start;
    CHECK_MESSAGE(!chain.apply(run, bytes).has_value(), "byte ", at);
  }
}
