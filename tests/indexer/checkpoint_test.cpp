// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/checkpoint.hpp"

#include <doctest/doctest.h>

#include "core/hex.hpp"
#include "tests/recordings.hpp"
#include "tests/sim/beacon_server.hpp"

namespace apsis {
namespace {

/// Two sparring nodes over the demo's chain, their heads at slot 260 (Fulu).
struct Provider {
  Provider() {
    const auto folder = find_recording("fulu-mainnet-126");
    REQUIRE(folder.has_value());
    for (auto* server : {&first, &second}) {
      auto started = BeaconServer::start(*folder);
      REQUIRE(started.has_value());
      *server = std::move(*started);
      (*server)->set_head(Slot(260));
    }
    const RecordedChain& chain = first->recorded();
    final_slot = chain.state_slot("finalized", Slot(260))->value;
    block_slot = chain.block_at_or_before(Slot(final_slot))->value;
    root = chain.root_of(Slot(block_slot));
    const auto slot_ms = chain.recording().chain_spec().number("SLOT_DURATION_MS");
    const auto seconds = chain.recording().chain_spec().number("SECONDS_PER_SLOT");
    REQUIRE((slot_ms || seconds));
    options.now_seconds = chain.recording().genesis().genesis_time +
                          final_slot * slot_ms.value_or(seconds.value_or(0) * 1000) / 1000;
    options.note = [this](const std::string& text) { notes += text + "\n"; };
    options.http.tries = 2;
    options.http.first_backoff = std::chrono::milliseconds(1);
  }
  std::vector<Url> nodes() const { return {*parse_url(first->url()), *parse_url(second->url())}; }
  Expected<CheckpointState> fetch(const std::string& text) {
    return fetch_checkpoint(text, nodes(), options);
  }

  std::unique_ptr<BeaconServer> first;
  std::unique_ptr<BeaconServer> second;
  std::uint64_t final_slot = 0;
  std::uint64_t block_slot = 0;
  std::string root;
  CheckpointOptions options;
  std::string notes;
};

bool mentions(const Error& error, const std::string& words) {
  return error.text().find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("checkpoint: by slot, root and URL the same state, its block's root compared") {
  Provider provider;
  for (const std::string& text :
       {std::to_string(provider.final_slot), provider.root, provider.first->url()}) {
    CAPTURE(text);
    const auto found = provider.fetch(text);
    if (!found) FAIL(found.error().text());
    CHECK(to_hex(found->block_root) == provider.root);
    CHECK(found->block_slot.value == provider.block_slot);
    CHECK(found->state.bytes.size() > 100'000);
    CHECK(found->period_epochs > 0);
    CHECK(found->age_epochs == 0);
    CHECK(found->compared_with.has_value());
  }
  CHECK(provider.notes.empty());
}

TEST_CASE("checkpoint: another root at the second node stops with both") {
  Provider provider;
  for (const char* fault : {"wrong-root@header", "wrong-root@root"}) {
    provider.second->faults().clear();
    REQUIRE(provider.second->faults().add(fault).has_value());
    const auto found = provider.fetch(std::to_string(provider.final_slot));
    REQUIRE(!found);
    CHECK(found.error().kind == ErrorKind::mismatch);
    CHECK(mentions(found.error(), provider.root));
    CHECK(mentions(found.error(), provider.second->url()));
  }
}

TEST_CASE("checkpoint: what cannot be compared is told, a node of another chain is refused") {
  Provider provider;
  SUBCASE("the second node does not answer") {
    REQUIRE(provider.second->faults().add("503@spec").has_value());
    CHECK(provider.fetch(std::to_string(provider.final_slot))->compared_with == std::nullopt);
    CHECK(provider.notes.find("cannot be compared") != std::string::npos);
  }
  SUBCASE("the second node knows no roots") {
    for (const char* fault : {"404@header", "404@root"}) {
      REQUIRE(provider.second->faults().add(fault).has_value());
    }
    CHECK(provider.fetch(std::to_string(provider.final_slot)).has_value());
    CHECK(provider.notes.find("has no block") != std::string::npos);
  }
  SUBCASE("the first node does not answer") {
    REQUIRE(provider.first->faults().add("503@state").has_value());
    CHECK(provider.fetch(std::to_string(provider.final_slot)).has_value());
  }
  SUBCASE("another chain") {
    REQUIRE(provider.second->faults().add("wrong-root@genesis").has_value());
    const auto found = provider.fetch(std::to_string(provider.final_slot));
    REQUIRE(!found);
    CHECK(found.error().kind == ErrorKind::mismatch);
    CHECK(mentions(found.error(), "genesis_validators_root"));
  }
}

TEST_CASE("checkpoint: an old state is refused unless that is allowed") {
  Provider provider;
  provider.options.now_seconds += 60ull * 60 * 24 * 365;
  const auto old = provider.fetch(std::to_string(provider.final_slot));
  REQUIRE(!old);
  CHECK(old.error().kind == ErrorKind::usage);
  CHECK(mentions(old.error(), "weak-subjectivity"));
  CHECK(mentions(old.error(), "--allow-old-checkpoint"));
  provider.options.allow_old = true;
  const auto allowed = provider.fetch(std::to_string(provider.final_slot));
  REQUIRE(allowed.has_value());
  CHECK(allowed->age_epochs > allowed->period_epochs);
  CHECK(provider.notes.find("allowed") != std::string::npos);
}

TEST_CASE("checkpoint: what is no checkpoint, not final or not there is an error") {
  Provider provider;
  for (const char* text : {"", "-1", "12x", "0x12", "ftp://a", "http://"}) {
    CAPTURE(text);
    const auto found = provider.fetch(text);
    REQUIRE(!found);
    CHECK(found.error().kind == ErrorKind::usage);
  }
  CHECK(fetch_checkpoint("12", {}, provider.options).error().kind == ErrorKind::usage);
  const auto states = provider.first->recorded().recording().state_slots();
  const std::uint64_t late = *states.lower_bound(provider.final_slot + 1);
  REQUIRE(late <= 260);
  const auto early = provider.fetch(std::to_string(late));
  REQUIRE(!early);
  CHECK(mentions(early.error(), "not final yet"));
  const auto missing = provider.fetch("0x" + std::string(64, '7'));
  REQUIRE(!missing);
  CHECK(missing.error().kind == ErrorKind::unavailable);
}

TEST_CASE("checkpoint: a damaged state, or another one than was asked for, is an error") {
  Provider provider;
  SUBCASE("another state") {
    REQUIRE(provider.first->faults().add("wrong-root@header").has_value());
    REQUIRE(provider.first->faults().add("flip@state").has_value());
    const auto found = fetch_checkpoint(provider.root, {provider.nodes()[0]}, provider.options);
    REQUIRE(!found);
    CHECK(found.error().kind != ErrorKind::unavailable);
  }
  SUBCASE("no state") {
    REQUIRE(provider.first->faults().add("tiny@state").has_value());
    CHECK(provider.fetch(provider.first->url()).error().kind == ErrorKind::decode);
  }
}

}  // namespace apsis
