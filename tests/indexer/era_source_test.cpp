// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/era_source.hpp"

#include <doctest/doctest.h>

#include <fstream>

#include "indexer/decode/snappy_frame.hpp"
#include "indexer/pipeline.hpp"
#include "tests/indexer/era_chain.hpp"

namespace apsis {
namespace {

struct Outcome {
  Expected<void> result;
  PipelineTally tally{};
  std::vector<std::uint64_t> epochs{};
};

Outcome replay(BlockSource& source, StartPoint start = {StartPoint::Kind::earliest, {}},
               std::optional<std::uint64_t> to_slot = std::nullopt) {
  Outcome out{};
  const auto last = source.last_slot();
  if (!last) return {std::unexpected(last.error())};
  const PipelineHooks hooks{.started = [](const PipelineStart&) -> Expected<void> { return {}; },
                            .epoch_proven = [&](const EpochRecord& record) -> Expected<void> {
                              out.epochs.push_back(record.epoch.value);
                              return {};
                            },
                            .slot_done = [](std::uint64_t, bool) {},
                            .horizon = [&](std::chrono::milliseconds) -> Expected<Horizon> {
                              return Horizon{(*last)->value};
                            }};
  out.result = run_pipeline(source, {.starts = {start}, .to_slot = to_slot, .end_proves = false},
                            hooks, out.tally);
  return out;
}

/// What a replay of the folder says, as text; empty when it is sound.
std::string complaint(const EraChainFixture& chain, ErrorKind* kind = nullptr) {
  auto eras = EraSource::open(chain.directory(), chain.network());
  const Outcome outcome = eras ? replay(*eras) : Outcome{std::unexpected(eras.error())};
  if (outcome.result) return {};
  if (kind != nullptr) *kind = outcome.result.error().kind;
  return outcome.result.error().text();
}

void check_refused(const EraChainFixture& chain, std::uint64_t era, const std::string& words) {
  CAPTURE(words);
  const std::string text = complaint(chain);
  CAPTURE(text);
  CHECK(text.find(words) != std::string::npos);
  CHECK(text.find(chain.file(era).string() + ", byte ") != std::string::npos);
}

}  // namespace

TEST_CASE("era source: the eras of a recording give its blocks and its epochs") {
  auto chain = EraChainFixture::make();
  if (!chain) return;
  auto eras = EraSource::open(chain->directory(), chain->network());
  REQUIRE(eras.has_value());
  CHECK(**eras->last_slot() == Slot(255));
  for (std::uint64_t slot = 1; slot < 256; ++slot) {
    const auto ours = eras->block_at(Slot(slot));
    const auto theirs = chain->recording().block_at(Slot(slot));
    REQUIRE(ours.has_value());
    REQUIRE(ours->has_value() == theirs->has_value());
    if (*ours) CHECK((*ours)->bytes == (*theirs)->bytes);
  }
  const Outcome from_eras = replay(*eras);
  REQUIRE(from_eras.result.has_value());
  CHECK(from_eras.tally.states_compared == 3);
  const Outcome recorded = replay(chain->recording(), {StartPoint::Kind::genesis, {}}, 255);
  CHECK(from_eras.epochs == recorded.epochs);
  CHECK(from_eras.tally.blocks == recorded.tally.blocks);
}

TEST_CASE("era source: starts from the newest state before an epoch; groups may share a file") {
  auto chain = EraChainFixture::make();
  if (!chain) return;
  std::ofstream both(chain->file(1), std::ios::binary | std::ios::app);
  both << std::ifstream(chain->file(2), std::ios::binary).rdbuf();
  both.close();
  // The root of a file of several eras is that of the last.
  const std::string second = chain->file(2).filename().string();
  const std::string root = second.substr(second.size() - 12);
  const std::string first = chain->file(1).filename().string();
  std::filesystem::remove(chain->file(2));
  std::filesystem::rename(chain->file(1),
                          chain->directory() / (first.substr(0, first.size() - 12) + root));
  CHECK(complaint(*chain) == "");
  auto eras = EraSource::open(chain->directory(), chain->network());
  REQUIRE(eras.has_value());
  CHECK(*eras->start_slot_for(Slot(0)) == Slot(0));
  CHECK(*eras->start_slot_for(Slot(63)) == Slot(0));
  // The state of slot 64 holds that slot's block; slot 128 is empty, so its state begins epoch 16.
  CHECK(*eras->start_slot_for(Slot(64)) == Slot(0));
  CHECK(*eras->start_slot_for(Slot(65)) == Slot(64));
  CHECK(*eras->start_slot_for(Slot(128)) == Slot(128));
  CHECK(*eras->start_slot_for(Slot(200)) == Slot(192));
  const Outcome outcome = replay(*eras, {StartPoint::Kind::slot, Slot(130)});
  REQUIRE(outcome.result.has_value());
  CHECK(outcome.epochs.front() == 16);
}

TEST_CASE("era source: a state taken before its slot's block is understood as well") {
  auto chain = EraChainFixture::make();
  if (!chain) return;
  REQUIRE(chain->parts(2).blocks.contains(64));
  EraParts era = chain->parts(1);
  const Bytes applied = era.state;
  era.state = chain->state_before_block(64);
  REQUIRE(era.state != applied);
  chain->write(1, era);
  CHECK(complaint(*chain) == "");
  auto eras = EraSource::open(chain->directory(), chain->network());
  REQUIRE(eras.has_value());
  CHECK(*eras->start_slot_for(Slot(64)) == Slot(64));
  const Outcome outcome = replay(*eras, {StartPoint::Kind::slot, Slot(64)});
  REQUIRE(outcome.result.has_value());
  // The epoch of slot 64 is seen from its first slot on.
  CHECK(outcome.epochs.front() == 8);
}

TEST_CASE("era source: wrong blocks are found by the era's state, with file and byte") {
  auto chain = EraChainFixture::make();
  if (!chain) return;
  const EraParts good = chain->parts(2);
  const std::uint64_t slot = std::next(good.blocks.begin(), 20)->first;
  const std::uint64_t next = std::next(good.blocks.begin(), 21)->first;
  EraParts era = good;
  era.blocks.erase(slot);
  chain->write(2, era);
  CHECK(complaint(*chain).find("missing block: no block of slot " + std::to_string(slot)) !=
        std::string::npos);
  era = good;
  std::swap(era.blocks[slot], era.blocks[next]);
  chain->write(2, era);
  check_refused(*chain, 2, "the block is of slot");
  era = good;
  era.blocks[slot][200] ^= 1;
  chain->write(2, era);
  check_refused(*chain, 2, "the block's root is");
  era = good;
  era.blocks[slot].resize(90);
  chain->write(2, era);
  check_refused(*chain, 2, "are no block");
  era = good;
  era.packed[slot] = pack_snappy_frames(good.blocks.at(slot));
  era.packed[slot][20] ^= 1;
  chain->write(2, era);
  check_refused(*chain, 2, "byte ");
  // Thirty-three mebibytes of zeros pack into a small record.
  era.packed[slot] = pack_snappy_frames(Bytes(std::size_t{33} << 20));
  REQUIRE(era.packed[slot].size() < 4'000'000);
  chain->write(2, era);
  check_refused(*chain, 2, "more than");
}

TEST_CASE("era source: blocks before the first state are compared with it when asked") {
  auto chain = EraChainFixture::make();
  if (!chain) return;
  const auto check = [&] {
    auto eras = EraSource::open(chain->directory(), chain->network());
    REQUIRE(eras.has_value());
    return eras->check_before_start({});
  };
  CHECK(*check() == 0);
  std::filesystem::remove(chain->file(0));
  std::filesystem::remove(chain->file(1));
  const EraParts good = chain->parts(2);
  CHECK(*check() == good.blocks.size());
  EraParts era = good;
  era.blocks.begin()->second[200] ^= 1;
  chain->write(2, era);
  // The replay begins behind it.
  CHECK(complaint(*chain) == "");
  const auto refused = check();
  REQUIRE(!refused);
  CHECK(refused.error().kind == ErrorKind::mismatch);
  CHECK(refused.error().text().find("the block's root is") != std::string::npos);
}

TEST_CASE("era source: wrong states are found, before the replay or by it") {
  auto chain = EraChainFixture::make();
  if (!chain) return;
  const EraParts good = chain->parts(2);
  EraParts era = good;
  era.state[9] ^= 1;
  chain->write(2, era);
  check_refused(*chain, 2, "the state is of another chain");
  era = good;
  era.state[40] ^= 1;
  chain->write(2, era);
  check_refused(*chain, 2, "its index says slot 128");
  era = good;
  era.state[52] ^= 1;
  chain->write(2, era);
  check_refused(*chain, 2, "the state's fork version");
  era = good;
  era.state[180] ^= 1;  // in block_roots
  chain->write(2, era);
  check_refused(*chain, 2, "its history says");
  era = good;
  era.state.resize(300);
  chain->write(2, era);
  check_refused(*chain, 2, "BeaconState");
  era = good;
  era.state[0] ^= 1;  // genesis_time, which no root of blocks covers
  chain->write(2, era);
  CHECK(complaint(*chain).find("the recorded state differs in") != std::string::npos);
  // The last state cannot be replayed whole, but its roots are compared.
  era = chain->parts(4);
  era.state[176 + 64 * 32 + 63 * 32] ^= 1;  // the last of state_roots
  chain->write(4, era);
  check_refused(*chain, 4, "its history says");
}

TEST_CASE("era source: files that are missing, double, misnamed or foreign are refused") {
  auto chain = EraChainFixture::make();
  if (!chain) return;
  const auto second = chain->file(2);
  const auto aside = chain->directory() / "aside";
  std::filesystem::rename(second, aside);
  CHECK(complaint(*chain).find("an era is missing: slot 64 is in no file") != std::string::npos);
  const auto other = chain->directory() / "minimal-00007-00000000.era";
  std::filesystem::copy(aside, other);
  CHECK(complaint(*chain).find("holds era 2 under the name of era 7") != std::string::npos);
  std::filesystem::rename(other, chain->directory() / "minimal-00002-00000000.era");
  CHECK(complaint(*chain).find("the name says that the era's root begins with 00000000") !=
        std::string::npos);
  std::filesystem::copy(aside, second);
  CHECK(complaint(*chain).find("ends at slot 128 as") != std::string::npos);
  std::filesystem::remove(chain->directory() / "minimal-00002-00000000.era");
  CHECK(complaint(*chain) == "");
  std::filesystem::resize_file(second, std::filesystem::file_size(second) - 3);
  CHECK(complaint(*chain).find("does not end with the index of a state") != std::string::npos);
  std::filesystem::rename(aside, second);
  ChainNetwork foreign = chain->network();
  foreign.genesis->genesis_validators_root[0] ^= 1;
  const auto refused = EraSource::open(chain->directory(), foreign);
  REQUIRE(!refused);
  CHECK(refused.error().kind == ErrorKind::mismatch);
  CHECK(EraSource::open(chain->directory() / "none", foreign).error().kind == ErrorKind::usage);
}

TEST_CASE("era source: an era that reaches into the one before is refused") {
  auto chain = EraChainFixture::make();
  if (!chain) return;
  EraParts era = chain->parts(2);
  era.first = Slot(60);
  chain->write(2, era);
  CHECK(complaint(*chain).find("begins at slot 60, but") != std::string::npos);
}

}  // namespace apsis
