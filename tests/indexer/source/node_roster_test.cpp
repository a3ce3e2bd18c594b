// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/source/node_roster.hpp"

#include <doctest/doctest.h>

namespace apsis {
namespace {

using namespace std::chrono_literals;

NodeIdentity identity() {
  NodeIdentity out;
  out.genesis.genesis_time = 5;
  out.spec.values = {{"DENEB_FORK_EPOCH", "7"},
                     {"DENEB_FORK_VERSION", "0x05000000"},
                     {"DEPOSIT_CHAIN_ID", "1"},
                     {"GLOAS_FORK_EPOCH", "18446744073709551615"},
                     {"MAX_COMMITTEES", "4"},
                     {"SLOTS_PER_EPOCH", "32"},
                     {"GLOAS_FORK_VERSION", "0x09000000"}};
  out.spec.blob_schedule = {{9, 12}, {5, 9}};
  return out;
}

/// A roster of `count` nodes that are all on the chain.
struct Nodes {
  explicit Nodes(std::size_t count)
      : roster(urls(count), [this](const std::string& text) { notes.push_back(text); }) {
    for (std::size_t i = 0; i < count; ++i) REQUIRE(roster.check(i, identity()));
  }
  static std::vector<Url> urls(std::size_t count) {
    std::vector<Url> out;
    for (std::size_t i = 0; i < count; ++i) {
      out.push_back(*parse_url("http://user:secret@node" + std::to_string(i) + ":5052"));
    }
    return out;
  }
  std::vector<std::string> notes;
  NodeRoster roster;
};

using Order = std::vector<std::size_t>;

bool has(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("node identity: the first value that differs is named, and only those that count") {
  const NodeIdentity ours = identity();
  NodeIdentity theirs = identity();
  theirs.spec.values["MAX_COMMITTEES"] = "64";
  theirs.spec.values["DENEB_FORK_VERSION"] = "0X05000000";
  theirs.spec.values.erase("DEPOSIT_CHAIN_ID");
  theirs.spec.values.erase("GLOAS_FORK_EPOCH");
  theirs.spec.blob_schedule = {{5, 9}, {9, 12}};
  CHECK(!chain_difference(ours, theirs));
  CHECK(!chain_difference(theirs, ours));
  const auto differs = [&](const char* words, auto change) {
    NodeIdentity other = identity();
    change(other);
    CAPTURE(words);
    CHECK(has(chain_difference(ours, other).value_or(""), words));
  };
  differs("genesis_validators_root is 0x01",
          [](NodeIdentity& other) { other.genesis.genesis_validators_root[0] = 1; });
  differs("genesis_time is 6, not 5", [](NodeIdentity& other) { other.genesis.genesis_time = 6; });
  differs("genesis_fork_version",
          [](NodeIdentity& other) { other.genesis.genesis_fork_version[3] = 1; });
  differs("DENEB_FORK_EPOCH is 8, not 7",
          [](NodeIdentity& other) { other.spec.values["DENEB_FORK_EPOCH"] = "8"; });
  differs("DENEB_FORK_EPOCH is 18446744073709551615, not 7",
          [](NodeIdentity& other) { other.spec.values.erase("DENEB_FORK_EPOCH"); });
  differs("DENEB_FORK_VERSION",
          [](NodeIdentity& other) { other.spec.values["DENEB_FORK_VERSION"] = "0x05000001"; });
  differs("DEPOSIT_CHAIN_ID is 5, not 1",
          [](NodeIdentity& other) { other.spec.values["DEPOSIT_CHAIN_ID"] = "5"; });
  differs("SLOTS_PER_EPOCH",
          [](NodeIdentity& other) { other.spec.values["SLOTS_PER_EPOCH"] = "8"; });
  differs("HEZE_FORK_EPOCH",
          [](NodeIdentity& other) { other.spec.values["HEZE_FORK_EPOCH"] = "99"; });
  differs("BLOB_SCHEDULE is 5:9, not 5:9 9:12", [](NodeIdentity& other) {
    other.spec.blob_schedule = {{5, 9}};
  });
}

TEST_CASE("node roster: failures, lag and slowness take a node's place, recovery gives it back") {
  Nodes nodes(3);
  NodeRoster& roster = nodes.roster;
  CHECK(roster.order() == Order{0, 1, 2});
  roster.failed(0, false);
  CHECK(roster.order() == Order{1, 2, 0});
  roster.answered(0, 1ms);
  CHECK(roster.order() == Order{1, 0, 2});
  for (std::size_t i = 0; i < 3; ++i) roster.set_head(i, Slot(i == 1 ? 90 : 100));
  CHECK(roster.order().back() == 1);
  CHECK(roster.report()[1].lag_slots == 10);
  CHECK(roster.report()[0].in_use);
  for (int i = 0; i < 20; ++i) {
    roster.answered(0, 400ms);
    roster.answered(2, 100ms);
  }
  CHECK(roster.order() == Order{2, 0, 1});
  CHECK(roster.report()[0].failures == 1);
  CHECK(roster.report()[0].url == "http://***@node0:5052");
  CHECK(nodes.notes.empty());
}

TEST_CASE(
    "node roster: a node on another chain is refused by name, and taken back when it is right") {
  Nodes nodes(2);
  NodeRoster& roster = nodes.roster;
  roster.failed(1, true);
  CHECK(roster.must_check(1));
  NodeIdentity other = identity();
  other.genesis.genesis_time = 9;
  CHECK(!roster.check(1, other));
  CHECK(!roster.check(1, other));
  REQUIRE(nodes.notes.size() == 1);
  CHECK(has(nodes.notes[0], "http://***@node1:5052 is on another chain"));
  CHECK(has(nodes.notes[0], "genesis_time is 9, not 5"));
  CHECK(roster.order() == Order{0});
  CHECK(!roster.all_refused());
  CHECK(roster.check(1, identity()));
  CHECK(roster.order() == Order{0, 1});
  CHECK(nodes.notes.size() == 2);
}

TEST_CASE("node roster: a chain that is wanted refuses all others") {
  NodeRoster roster(Nodes::urls(2), nullptr);
  roster.expect(Bytes32{1});
  CHECK(!roster.check(0, identity()));
  CHECK(!roster.check(1, identity()));
  REQUIRE(roster.all_refused());
  CHECK(roster.all_refused()->kind == ErrorKind::mismatch);
  CHECK(has(roster.all_refused()->text(), "node1"));
}

TEST_CASE("node roster: different finalized roots of one epoch are a conflict with both answers") {
  Nodes nodes(2);
  NodeRoster& roster = nodes.roster;
  roster.set_finality(0, {Epoch(0), Bytes32{1}});
  roster.set_finality(1, {Epoch(0), Bytes32{2}});
  roster.set_finality(0, {Epoch(4), Bytes32{4}});
  roster.set_finality(1, {Epoch(3), Bytes32{3}});
  CHECK(!roster.conflict());
  roster.set_finality(0, {Epoch(5), Bytes32{5}});
  roster.set_finality(1, {Epoch(4), Bytes32{0x44}});
  REQUIRE(roster.conflict());
  CHECK(roster.conflict()->kind == ErrorKind::mismatch);
  CHECK(has(roster.conflict()->text(), "0x0400"));
  CHECK(has(roster.conflict()->text(), "0x4400"));
  CHECK(has(roster.conflict()->text(), "epoch 4"));
}

}  // namespace apsis
