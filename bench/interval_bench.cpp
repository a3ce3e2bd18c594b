// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <stdlib.h>

#include <chrono>
#include <filesystem>

#include "bench/benches.hpp"
#include "bench/made_interval.hpp"
#include "core/pg/database.hpp"
#include "oracle/duties/stored_scores.hpp"
#include "oracle/interval/interval_rewards.hpp"
#include "oracle/state/text_file.hpp"
#include "oracle/tree/content_id.hpp"
#include "oracle/tree/performance_file.hpp"
#include "oracle/tree/rewards_file_verify.hpp"
#include "oracle/tree/rewards_file_writer.hpp"
#include "oracle/tree/rewards_ssz.hpp"
#include "schema/duty_bytes.hpp"
#include "schema/schema.hpp"

namespace apsis {
namespace {

namespace fs = std::filesystem;

constexpr double read_floor_ms = 10'000;
constexpr double files_floor_ms = 1000;
/// Epochs that the plain twin counts duty by duty.
constexpr std::uint64_t twin_epochs = 12;

/// A folder that goes when the bench does.
class BenchFolder {
 public:
  BenchFolder() {
    std::string name = (fs::temp_directory_path() / "apsis-bench-XXXXXX").string();
    if (::mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ~BenchFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  BenchFolder(const BenchFolder&) = delete;
  BenchFolder& operator=(const BenchFolder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

/// Milliseconds of the wall clock: the database server works in a process of its own.
class WallClock {
 public:
  double ms() const {
    return std::chrono::duration<double, std::milli>(Clock::now() - start_).count();
  }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point start_ = Clock::now();
};

std::vector<LateDuty> late_duties(const std::vector<std::uint64_t>& tracked, const Bytes& bytes) {
  std::vector<LateDuty> out;
  LateVoteCursor cursor(bytes);
  for (LateVote vote; cursor.next(vote);) {
    const auto found = std::lower_bound(tracked.begin(), tracked.end(), vote.validator);
    if (found != tracked.end() && *found == vote.validator)
      out.push_back({static_cast<std::uint32_t>(found - tracked.begin()), vote.slot_in_epoch,
                     vote.first_delay_slots});
  }
  return out;
}

void count_plainly(DutyScorer& scorer, const std::vector<std::uint64_t>& tracked,
                   const EpochDuties& duties) {
  std::vector<std::uint64_t> delays(tracked.size(), 1);
  for (const LateDuty& late : duties.late) delays[late.place] = late.first_delay_slots;
  for (std::size_t i = 0; i < tracked.size(); ++i)
    scorer.add_duty({tracked[i], duties.epoch * 32 + duties.slots[i], delays[i]});
}

/// The counting of whole epochs beside the counting duty by duty.
Expected<void> bench_twin(const IntervalSize& size, const NetworkSnapshot& snapshot,
                          BenchReport& report) {
  DutyScorer plain(snapshot, ruleset_v11), fast(snapshot, ruleset_v11);
  const std::vector<std::uint64_t> tracked = plain.validators();
  DutyCounter counter(fast.windows(), fast.counting_rules());
  double plain_ms = 0, fast_ms = 0;
  for (std::uint64_t i = 0; i < std::min(size.epochs, twin_epochs); ++i) {
    const MadeEpoch made = made_epoch(size, tracked, made_first_epoch + i);
    const std::vector<LateDuty> late = late_duties(tracked, made.late_votes);
    const EpochDuties duties{made_first_epoch + i, made.duty_slots, late};
    const Stopwatch fast_watch;
    if (auto ok = counter.add(duties); !ok) return ok;
    fast_ms += fast_watch.ms();
    const Stopwatch plain_watch;
    count_plainly(plain, tracked, duties);
    plain_ms += plain_watch.ms();
  }
  fast.add_counts(counter);
  const PoolScores a = plain.finish(), b = fast.finish();
  report.twin("duties of 12 epochs", fast_ms, plain_ms,
              a.total == b.total && a.successes == b.successes && a.voter == b.voter);
  return {};
}

/// Everything an oracle member submits and publishes, written to `folder`.
Expected<void> write_all_files(const NetworkSnapshot& snapshot, DutyScorer scorer,
                               const fs::path& folder) {
  const auto result = compute_interval(snapshot, ruleset_v11, std::move(scorer));
  if (!result) return std::unexpected(result.error());
  const auto rewards = build_rewards_file(snapshot, ruleset_v11, *result);
  if (!rewards) return std::unexpected(rewards.error());
  if (auto ok = verify_rewards_file(*rewards); !ok) return ok;
  const auto ssz = write_rewards_ssz(*rewards);
  if (!ssz) return std::unexpected(ssz.error());
  const std::string performance =
      write_performance_file(build_performance_file(snapshot, ruleset_v11, *result));
  for (const auto& [name, text] : {std::pair{"rewards.json", write_rewards_file(*rewards)},
                                   {"rewards.ssz", std::string(ssz->begin(), ssz->end())},
                                   {"performance.json", performance}}) {
    if (auto ok = write_text_file(folder / name, text); !ok) return ok;
    content_id({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}, name);
  }
  return {};
}

}  // namespace

Expected<void> bench_interval(const BenchSize& bench_size, BenchReport& report) {
  const IntervalSize size = IntervalSize::of(bench_size);
  const NetworkSnapshot snapshot = made_snapshot(size);
  if (auto ok = bench_twin(size, snapshot, report); !ok) return ok;
  const BenchFolder folder;
  Expected<Database> database = open_database("embedded:" + (folder.path() / "db").string(),
                                              schema_migrations(), true, [](const auto&) {});
  if (!database) return std::unexpected(database.error());
  Expected<DutyScorer> scorer = begin_interval(snapshot, ruleset_v11);
  if (!scorer) return std::unexpected(scorer.error());
  const WallClock storing;
  if (auto ok = store_made_interval(database->connection, size, snapshot, scorer->validators());
      !ok)
    return ok;
  report.figure("rows of the interval made and stored", storing.ms() / 1000, "s");
  std::uint64_t epochs = 0;
  const WallClock reading;
  if (auto ok = score_stored_duties(database->connection, snapshot, *scorer,
                                    [&](std::uint64_t) { ++epochs; });
      !ok)
    return ok;
  report.figure("rows read and counted", reading.ms(), "ms", read_floor_ms);
  report.expect("every epoch was read", epochs == size.epochs);
  const WallClock writing;
  if (auto ok = write_all_files(snapshot, std::move(*scorer), folder.path()); !ok) return ok;
  report.figure("tree, proofs and all files", writing.ms(), "ms", files_floor_ms);
  return {};
}

}  // namespace apsis
