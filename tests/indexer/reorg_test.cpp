// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <optional>

#include "indexer/pipeline.hpp"
#include "indexer/source/recording.hpp"
#include "indexer/state_shelf.hpp"
#include "tests/core/temporary_folder.hpp"
#include "tests/recordings.hpp"

namespace apsis {
namespace {

/// A recorded chain that is told in looks, some of which take blocks back.
class MovingChain final : public BlockSource {
 public:
  explicit MovingChain(Recording recording) : recording_(std::move(recording)) {}

  std::vector<Horizon> looks;                  ///< one after the other; the last one stays
  std::map<std::uint64_t, RawBlock> in_place;  ///< orphans shown until the look `shown_until`
  std::size_t shown_until = 0;
  std::map<std::uint64_t, int> damaged;  ///< slot -> times that its block comes damaged

  Horizon look() {
    const std::size_t at = std::min(looked_, looks.size() - 1);
    Horizon out = looks[at];
    if (looked_ >= looks.size()) out.common_slot.reset();
    ++looked_;
    return out;
  }
  const ChainSpec& chain_spec() const override { return recording_.chain_spec(); }
  const Genesis& genesis() const override { return recording_.genesis(); }
  Expected<RawState> start_state(StartPoint from) override {
    ++starts;
    if (only_state) return *only_state;
    return recording_.start_state(from);
  }
  Expected<std::optional<RawBlock>> block_at(Slot slot) override {
    const auto orphan = in_place.find(slot.value);
    if (orphan != in_place.end() && looked_ <= shown_until) return orphan->second;
    auto block = recording_.block_at(slot);
    if (block && *block && damaged[slot.value]-- > 0) (*block)->bytes.at(400) ^= 1;
    return block;
  }
  Expected<std::vector<RawBlock>> orphans_between(Slot first, Slot last) override {
    return recording_.orphans_between(first, last);
  }
  Expected<std::optional<Slot>> last_slot() override { return recording_.last_slot(); }
  Expected<std::optional<Bytes>> recorded_state(Slot) override { return std::nullopt; }

  int starts = 0;
  std::optional<RawState> only_state{};  ///< given out whatever state is asked for

 private:
  Recording recording_;
  std::size_t looked_ = 0;
};

std::optional<MovingChain> open_chain(const char* name = "fulu-mainnet-126") {
  const auto directory = find_recording(name);
  if (!directory) return std::nullopt;
  auto recording = Recording::open(*directory);
  REQUIRE(recording.has_value());
  return MovingChain(std::move(*recording));
}

/// What is left of each epoch when later records replace earlier ones.
using Rows = std::map<std::uint64_t, EpochRecord>;

struct Outcome {
  Expected<void> result{};
  PipelineTally tally{};
  Rows rows{};
};

Outcome run(MovingChain& chain, StateShelf* shelf, std::uint64_t to_slot,
            std::optional<std::uint64_t> wanted = std::nullopt, Rows rows = {}) {
  Outcome out{{}, {}, std::move(rows)};
  const PipelineHooks hooks{
      .started = [](const PipelineStart&) -> Expected<void> { return {}; },
      .epoch_proven = [&](const EpochRecord& record) -> Expected<void> {
        out.rows.insert_or_assign(record.epoch.value, record);
        return {};
      },
      .slot_done = [](std::uint64_t, bool) {},
      .horizon = [&](std::chrono::milliseconds) -> Expected<Horizon> { return chain.look(); },
      .rewound = [&](std::uint64_t common,
                     std::uint64_t) -> Expected<std::optional<std::uint64_t>> {
        const auto lost = std::find_if(out.rows.begin(), out.rows.end(), [&](const auto& row) {
          return row.second.proof_slot > common;
        });
        if (lost == out.rows.end()) return std::nullopt;
        const std::uint64_t first = lost->first;
        out.rows.erase(lost, out.rows.end());
        return first;
      }};
  out.result = run_pipeline(chain,
                            {.starts = {{StartPoint::Kind::earliest, {}}},
                             .to_slot = to_slot,
                             .waits = true,
                             .prove = ProofMode::epoch,
                             .shelf = shelf,
                             .wanted_epoch = wanted},
                            hooks, out.tally);
  return out;
}

void check_equal(const Rows& rows, const Rows& expected) {
  REQUIRE(rows.size() == expected.size());
  for (const auto& [epoch, record] : expected) {
    CAPTURE(epoch);
    REQUIRE(rows.contains(epoch));
    const EpochRecord& other = rows.at(epoch);
    CHECK(other.proof_slot == record.proof_slot);
    CHECK(other.proof_state_root == record.proof_state_root);
    CHECK(other.validators.balance_end_gwei == record.validators.balance_end_gwei);
    CHECK(other.validators.inclusion_delays == record.validators.inclusion_delays);
    CHECK(other.validators.miss_cause == record.validators.miss_cause);
    REQUIRE(other.blocks.size() == record.blocks.size());
    for (std::size_t i = 0; i < record.blocks.size(); ++i) {
      CHECK(other.blocks[i].root == record.blocks[i].root);
      CHECK(other.blocks[i].orphaned == record.blocks[i].orphaned);
    }
  }
}

constexpr std::uint64_t end_slot = 290;

Rows calm_rows() {
  auto chain = open_chain();
  chain->looks = {{.last_slot = end_slot}};
  const Outcome calm = run(*chain, nullptr, end_slot);
  REQUIRE(calm.result.has_value());
  REQUIRE(calm.rows.size() == 8);
  return calm.rows;
}

}  // namespace

TEST_CASE("reorg: at every depth the rows are those of a run without one, from kept states alone") {
  if (!open_chain()) return;
  const Rows calm = calm_rows();
  constexpr std::uint64_t head = 230;
  for (const std::uint64_t depth : {1, 2, 6, 7, 8, 31, 32, 33, 38, 39, 40, 64, 65, 71, 72, 100}) {
    CAPTURE(depth);
    auto chain = open_chain();
    const std::uint64_t final_slot = depth > 66 ? 96 : 160;
    chain->looks = {
        {.last_slot = 200, .finalized_slot = final_slot},
        {.last_slot = head, .finalized_slot = final_slot},
        {.last_slot = head + 3, .common_slot = head - depth, .finalized_slot = final_slot},
        {.last_slot = end_slot, .finalized_slot = final_slot}};
    StateShelf shelf({.chain = chain->genesis().genesis_validators_root});
    const Outcome outcome = run(*chain, &shelf, end_slot);
    if (!outcome.result) FAIL(outcome.result.error().text());
    CHECK(outcome.tally.reorgs == 1);
    CHECK(chain->starts == 1);
    check_equal(outcome.rows, calm);
    for (const auto& [epoch, record] : outcome.rows) {
      CHECK(record.finalized == (record.proof_slot <= final_slot));
    }
  }
}

TEST_CASE("reorg: a recorded orphan that was the head gives way, and is kept as an orphan") {
  if (!open_chain()) return;
  const Rows calm = calm_rows();
  auto chain = open_chain();
  const auto orphans = chain->orphans_between(Slot(100), Slot(end_slot));
  REQUIRE(orphans.has_value());
  REQUIRE(!orphans->empty());
  const std::uint64_t slot = orphans->front().slot.value;
  chain->in_place.emplace(slot, orphans->front());
  chain->looks = {{.last_slot = slot, .finalized_slot = 64},
                  {.last_slot = slot, .finalized_slot = 64},
                  {.last_slot = slot + 1, .common_slot = slot - 1, .finalized_slot = 64},
                  {.last_slot = end_slot, .finalized_slot = 192}};
  chain->shown_until = 2;
  const TemporaryFolder folder;
  StateShelf shelf({.folder = folder.path(), .chain = chain->genesis().genesis_validators_root});
  const Outcome outcome = run(*chain, &shelf, end_slot);
  if (!outcome.result) FAIL(outcome.result.error().text());
  CHECK(outcome.tally.reorgs == 1);
  check_equal(outcome.rows, calm);
  CHECK(!shelf.orphans().empty());
}

TEST_CASE("reorg: a block that comes damaged is asked for again, and refused in the end") {
  if (!open_chain()) return;
  const Rows calm = calm_rows();
  for (const int times : {1, 2, 9}) {
    auto chain = open_chain();
    chain->looks = {{.last_slot = end_slot, .finalized_slot = 96}};
    chain->damaged[150] = times;
    StateShelf shelf({.chain = chain->genesis().genesis_validators_root});
    const Outcome outcome = run(*chain, &shelf, end_slot);
    CHECK(outcome.result.has_value() == (times < 3));
    if (outcome.result) check_equal(outcome.rows, calm);
  }
}

TEST_CASE("restart: from the newest kept state, or the one before a broken one, with equal rows") {
  if (!open_chain()) return;
  const Rows calm = calm_rows();
  for (const int broken : {0, 1, 2, 3}) {
    CAPTURE(broken);
    auto chain = open_chain();
    chain->looks = {{.last_slot = 230, .finalized_slot = 128}};
    const TemporaryFolder folder;
    const ShelfOptions options{.folder = folder.path(),
                               .chain = chain->genesis().genesis_validators_root};
    StateShelf first(options);
    const Outcome begun = run(*chain, &first, 230);
    REQUIRE(begun.result.has_value());
    CHECK(first.counts().written > 2);
    std::size_t at = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
      const auto size = std::filesystem::file_size(entry.path());
      if (broken == 1 && ++at % 2 == 1) std::filesystem::resize_file(entry.path(), size / 2);
      if (broken == 2) {
        std::fstream file(entry.path(), std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(static_cast<std::streamoff>(size / 2));
        file.put(static_cast<char>(0x5a));
      }
      if (broken == 3) {
        std::fstream file(entry.path(), std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(8);
        file.put(9);  // a version to come
      }
    }
    auto again = open_chain();
    again->looks = {{.last_slot = end_slot, .finalized_slot = 192}};
    StateShelf second(options);
    const std::uint64_t wanted = begun.rows.rbegin()->first + 1;
    const Outcome outcome = run(*again, &second, end_slot, wanted, begun.rows);
    if (!outcome.result) FAIL(outcome.result.error().text());
    if (broken == 0) CHECK(again->starts == 0);
    if (broken >= 2) CHECK(again->starts == 1);
    if (broken != 0) CHECK(second.counts().broken > 0);
    check_equal(outcome.rows, calm);
  }
}

TEST_CASE("restart: rows of an earlier run that lose before anything is replayed come again") {
  if (!open_chain()) return;
  const Rows calm = calm_rows();
  auto chain = open_chain();
  chain->looks = {{.last_slot = 230, .finalized_slot = 64}};
  const TemporaryFolder folder;
  const ShelfOptions options{.folder = folder.path(),
                             .chain = chain->genesis().genesis_validators_root};
  StateShelf first(options);
  const Outcome begun = run(*chain, &first, 230);
  REQUIRE(begun.result.has_value());
  const std::uint64_t wanted = begun.rows.rbegin()->first + 1;
  for (const std::uint64_t common : {200, 192, 191, 170, 160, 159, 128, 100}) {
    for (const bool shelf_is_kept : {true, false}) {
      for (const std::size_t look : {0, 1}) {
        CAPTURE(common);
        CAPTURE(shelf_is_kept);
        CAPTURE(look);
        auto again = open_chain();
        again->looks.assign(look, {.last_slot = 230, .finalized_slot = 64});
        again->looks.push_back({.last_slot = 231, .common_slot = common, .finalized_slot = 64});
        again->looks.push_back({.last_slot = end_slot, .finalized_slot = 64});
        const TemporaryFolder copy;
        std::filesystem::copy(folder.path(), copy.path());
        StateShelf second({.folder = shelf_is_kept ? copy.path() : std::filesystem::path{},
                           .chain = options.chain});
        Rows lost = begun.rows;
        for (auto& [epoch, record] : lost) {
          if (record.proof_slot > common) record.proof_state_root = {};  // the other branch's
        }
        const Outcome outcome = run(*again, &second, end_slot, wanted, std::move(lost));
        if (!outcome.result) FAIL(outcome.result.error().text());
        CHECK(again->starts == (shelf_is_kept ? 0 : 1));
        check_equal(outcome.rows, calm);
      }
    }
  }
}

TEST_CASE("restart: where no state gives what was lost, the run ends and leaves no gap") {
  auto chain = open_chain();
  if (!chain) return;
  chain->looks = {{.last_slot = 230, .finalized_slot = 64}};
  const TemporaryFolder folder;
  StateShelf first({.folder = folder.path(), .chain = chain->genesis().genesis_validators_root});
  const Outcome begun = run(*chain, &first, 230);
  REQUIRE(begun.result.has_value());
  const StateNote newest = first.states().front();
  auto again = open_chain();
  again->looks = {{.last_slot = 230, .finalized_slot = 64},
                  {.last_slot = 231, .common_slot = 170, .finalized_slot = 64},
                  {.last_slot = end_slot, .finalized_slot = 64}};
  again->only_state = RawState{.slot = Slot(newest.slot), .bytes = *first.load(newest)};
  StateShelf second({.chain = chain->genesis().genesis_validators_root});
  const Outcome outcome = run(*again, &second, end_slot, newest.first_epoch, begun.rows);
  REQUIRE(!outcome.result.has_value());
  CHECK(outcome.result.error().kind == ErrorKind::unavailable);
  CHECK(outcome.result.error().text().find("no state is there from which it can be given") !=
        std::string::npos);
  CHECK(outcome.rows.rbegin()->second.proof_slot <= 170);
}

TEST_CASE("shelf: a folder that cannot be written costs a warning, and the run goes on") {
  auto chain = open_chain();
  if (!chain) return;
  chain->looks = {{.last_slot = 200, .finalized_slot = 64}};
  const TemporaryFolder folder;
  std::ofstream(folder.path() / "file") << "no folder";
  std::vector<std::string> notes;
  StateShelf shelf({.folder = folder.path() / "file",
                    .chain = chain->genesis().genesis_validators_root,
                    .note = [&](const std::string& line) { notes.push_back(line); }});
  CHECK(run(*chain, &shelf, 200).result.has_value());
  CHECK(shelf.counts().failed > 0);
  CHECK(!notes.empty());
  CHECK(!shelf.states().empty());
}

TEST_CASE("shelf: states of another chain are left alone, and their number stays bounded") {
  const TemporaryFolder folder;
  const auto note = [](std::uint64_t epoch, std::uint8_t chain) {
    StateNote out{};
    out.chain[0] = chain;
    out.slot = epoch * 32;
    out.first_epoch = epoch;
    out.block_slot = epoch * 32 - 1;
    out.block_root[0] = chain;
    return out;
  };
  StateShelf theirs({.folder = folder.path(), .chain = note(1, 2).chain});
  theirs.put(note(7, 2), {1, 2, 3});
  StateShelf shelf({.folder = folder.path(), .chain = note(1, 1).chain});
  CHECK(shelf.states().empty());
  for (std::uint64_t epoch = 1; epoch < 100; ++epoch) {
    shelf.set_floor(1, 0);
    shelf.put(note(epoch, 1), Bytes(10, static_cast<std::uint8_t>(epoch)));
    REQUIRE(shelf.states().size() <= shelf_states);
    CHECK(shelf.states().back().first_epoch == 1);
    CHECK(shelf.states().front().first_epoch == epoch);
  }
  CHECK(*shelf.load(note(99, 1)) == Bytes(10, 99));
  shelf.drop_after(99 * 32 - 1);
  CHECK(shelf.states().front().first_epoch == 99);
  shelf.drop_after(99 * 32 - 2);
  CHECK(shelf.states().front().first_epoch == 98);
  CHECK(StateShelf({.folder = folder.path(), .chain = note(1, 2).chain}).states().size() == 1);
}

}  // namespace apsis
