// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/source/recording.hpp"

#include <doctest/doctest.h>

#include "tests/indexer/source/mini_recording.hpp"

namespace apsis {
namespace {

Recording open(const MiniRecording& files) {
  auto out = Recording::open(files.path());
  if (!out) FAIL(out.error().text());
  return std::move(*out);
}

/// The error of opening, as text; fails the test when there is none.
std::string open_error(const MiniRecording& files) {
  const auto out = Recording::open(files.path());
  REQUIRE(!out);
  return out.error().text();
}

bool mentions(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("recording: gives spec, genesis, blocks, empty slots, states and orphans") {
  const MiniRecording files;
  Recording recording = open(files);
  CHECK(recording.chain_spec().number("SLOTS_PER_EPOCH") == 8);
  CHECK(recording.genesis().genesis_time == 1'700'000'000);
  CHECK(recording.genesis().genesis_validators_root[0] == 7);
  CHECK(recording.blocks().size() == 38);
  const auto block = recording.block_at(Slot(4));
  REQUIRE(block.has_value());
  REQUIRE(block->has_value());
  CHECK((*block)->slot == Slot(4));
  CHECK((*block)->fork_name == "deneb");
  CHECK((*block)->bytes.size() == MiniRecording::block(4).size());
  CHECK((*recording.block_at(Slot(18)))->fork_name == "electra");
  CHECK(!*recording.block_at(Slot(5)));
  CHECK(!*recording.block_at(Slot(1000)));
  CHECK(*recording.last_slot() == Slot(41));
  const auto orphans = recording.orphans_between(Slot(1), Slot(5));
  REQUIRE(orphans.has_value());
  CHECK(orphans->size() == 1);
  CHECK(recording.orphans_between(Slot(6), Slot(40))->empty());
  CHECK(recording.recorded_state(Slot(16))->value().size() == 1000);
  CHECK(recording.recorded_state(Slot(0))->has_value());
  CHECK(!recording.recorded_state(Slot(17))->has_value());
}

TEST_CASE("recording: starts from genesis, the newest final state or a recorded slot") {
  const MiniRecording files;
  Recording recording = open(files);
  const auto start = [&](StartPoint::Kind kind, std::uint64_t slot = 0) {
    return recording.start_state({kind, Slot(slot)});
  };
  CHECK(start(StartPoint::Kind::genesis)->slot == Slot(0));
  CHECK(start(StartPoint::Kind::earliest)->slot == Slot(0));
  CHECK(start(StartPoint::Kind::genesis)->fork_name == "deneb");
  CHECK(recording.finalized_epoch() == Epoch(3));
  CHECK(start(StartPoint::Kind::finalized)->slot == Slot(24));
  CHECK(start(StartPoint::Kind::slot, 16)->fork_name == "electra");
  const auto none = start(StartPoint::Kind::slot, 17);
  REQUIRE(!none);
  CHECK(none.error().kind == ErrorKind::usage);
  CHECK(recording.finality_at(Slot(39))->finalized == Epoch(2));
  CHECK(recording.finality_at(Slot(5))->finalized == Epoch(0));
}

TEST_CASE("recording: orphans, manifest, index, genesis.json and config.yaml may be missing") {
  const MiniRecording files;
  files.remove("orphans");
  files.remove("manifest.json");
  files.remove("blocks/index.tsv");
  files.remove("genesis.json");
  files.write("spec.json",
              R"({"data":{"SLOTS_PER_EPOCH":"8","DENEB_FORK_EPOCH":"0",
              "GENESIS_FORK_VERSION":"0x00000001"}})");
  Recording recording = open(files);
  CHECK(recording.blocks().size() == 38);
  CHECK(recording.block_at(Slot(3))->has_value());
  CHECK(recording.orphans_between(Slot(0), Slot(40))->empty());
  CHECK(*recording.last_slot() == Slot(40));
  CHECK(recording.genesis().genesis_time == 1'700'000'000);
  const auto final = recording.start_state({StartPoint::Kind::finalized, {}});
  REQUIRE(!final);
  CHECK(mentions(final.error().text(), "manifest.json"));
}

TEST_CASE("recording: one that begins later starts from its first state") {
  const MiniRecording files;
  files.remove("genesis.ssz");
  Recording recording = open(files);
  CHECK(recording.start_state({StartPoint::Kind::earliest, {}})->slot == Slot(16));
  const auto genesis = recording.start_state({StartPoint::Kind::genesis, {}});
  REQUIRE(!genesis);
  CHECK(mentions(genesis.error().text(), "genesis.ssz"));
}

TEST_CASE("recording: config.yaml stands in for spec.json") {
  const MiniRecording files;
  files.remove("spec.json");
  files.write("config.yaml", "PRESET_BASE: minimal\nDENEB_FORK_EPOCH: 0\n");
  CHECK(open(files).chain_spec().values.at("PRESET_BASE") == "minimal");
}

TEST_CASE("recording: what it must hold is named when missing or broken") {
  const MiniRecording files;
  SUBCASE("no directory") {
    const auto out = Recording::open(files.path("nowhere"));
    REQUIRE(!out);
    CHECK(out.error().kind == ErrorKind::usage);
    CHECK(mentions(out.error().text(), "nowhere"));
  }
  SUBCASE("no spec") {
    files.remove("spec.json");
    CHECK(mentions(open_error(files), "spec.json: no such file"));
  }
  SUBCASE("spec cut short") {
    files.write("spec.json", R"({"data":{"A":)");
    CHECK(mentions(open_error(files), "spec.json"));
  }
  SUBCASE("genesis.json without a root") {
    files.write("genesis.json", R"({"data":{"genesis_time":"1"}})");
    CHECK(mentions(open_error(files), "genesis_validators_root"));
  }
  SUBCASE("no blocks") {
    files.remove("blocks");
    CHECK(mentions(open_error(files), "blocks: holds no blocks"));
  }
  SUBCASE("index without a slot column") {
    files.write("blocks/index.tsv", "number\troot\n1\t0x\n");
    CHECK(mentions(open_error(files), "index.tsv"));
  }
  SUBCASE("index with a word for a slot") {
    files.write("blocks/index.tsv", "slot\troot\n1\t0x\nx\t0x\n");
    CHECK(mentions(open_error(files), "index.tsv, line 3"));
  }
  SUBCASE("index that goes back") {
    files.write("blocks/index.tsv", "slot\troot\n2\t0x\n1\t0x\n");
    CHECK(mentions(open_error(files), "must rise"));
  }
  SUBCASE("manifest cut short") {
    files.write("manifest.json", "{");
    CHECK(mentions(open_error(files), "manifest.json"));
  }
  SUBCASE("neither genesis.json nor a state") {
    files.remove("genesis.json");
    files.remove("genesis.ssz");
    files.remove("states");
    CHECK(mentions(open_error(files), "neither genesis.json nor a state"));
  }
}

TEST_CASE("recording: block and state files that are gone, short or swapped are errors") {
  const MiniRecording files;
  Recording recording = open(files);
  files.remove("blocks/7.ssz");
  const auto gone = recording.block_at(Slot(7));
  REQUIRE(!gone);
  CHECK(exit_status(gone.error().kind) == 1);
  CHECK(mentions(gone.error().text(), "blocks/7.ssz"));
  CHECK(mentions(gone.error().text(), MiniRecording::root(7)));
  files.write("blocks/8.ssz", MiniRecording::block(8).substr(0, 150));
  const auto cut = recording.block_at(Slot(8));
  REQUIRE(!cut);
  CHECK(cut.error().kind == ErrorKind::decode);
  CHECK(mentions(cut.error().text(), "blocks/8.ssz: 150 bytes"));
  files.write("blocks/9.ssz", MiniRecording::block(10));
  const auto swapped = recording.block_at(Slot(9));
  REQUIRE(!swapped);
  CHECK(mentions(swapped.error().text(), "a block of slot 10"));
  files.write("orphans/5_01020304.ssz", "short");
  CHECK(!recording.orphans_between(Slot(5), Slot(5)));
  files.write("states/16.ssz", "short");
  CHECK(!recording.recorded_state(Slot(16)));
  files.remove("states/24.ssz");
  CHECK(mentions(recording.recorded_state(Slot(24)).error().text(), "states/24.ssz"));
}

TEST_CASE("recording: a block that neither the index nor a file names is an empty slot") {
  const MiniRecording files;
  files.remove("blocks/7.ssz");
  files.remove("blocks/index.tsv");
  CHECK(!*open(files).block_at(Slot(7)));
}

}  // namespace apsis
