// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "bench/benches.hpp"
#include "bench/machine.hpp"
#include "bench/made_chain.hpp"
#include "bench/made_state.hpp"
#include "indexer/decode/preset.hpp"
#include "indexer/replay/replay.hpp"

namespace apsis {
namespace {

using P = MainnetPreset;

constexpr double block_floor_ms = 50;
constexpr double epoch_floor_ms = 1000;
constexpr double memory_floor_mb = 2000;
/// Two epochs, the second of which ends a sync committee period, and a block after them.
constexpr std::size_t chain_blocks = 2 * P::slots_per_epoch + 1;
constexpr std::size_t scale_blocks = 12;

/// Times of one replay of a made-up chain, milliseconds.
struct ChainTimes {
  double load = 0;
  double first_root = 0;
  std::vector<double> blocks;  ///< decode, apply, root; no epoch transition in them
  std::vector<double> epochs;  ///< transition out of each epoch, root included
};

/// Replays the chain; each block's root is compared with the one that it names.
Expected<ChainTimes> replay_chain(const MadeChain& chain, std::size_t blocks, bool books) {
  const ChainConfig config = made_config();
  const ChainTypes types = ChainTypes::make<P>(config);
  ChainTimes times;
  Bytes bytes = chain.state();
  const Stopwatch load;
  auto run = start_replay<P>(config, types, Fork::fulu, bytes);
  if (!run) return std::unexpected(run.error());
  times.load = load.ms();
  const Stopwatch first;
  current_state_root(*run);
  times.first_root = first.ms();
  bytes = {};
  Ledger ledger;
  if (books) attach_ledger(*run, ledger);
  for (std::size_t i = 0; i < blocks; ++i) {
    const std::uint64_t slot = made_first_slot + i;
    if (i > 0 && slot % P::slots_per_epoch == 0) {
      const Stopwatch epoch;
      if (auto ok = process_slots(*run, slot); !ok) return std::unexpected(ok.error());
      current_state_root(*run);
      times.epochs.push_back(epoch.ms());
      ledger.finished.clear();  // the indexer moves them on
    }
    const Bytes block = chain.block(i);
    const Stopwatch watch;
    const auto view = types[Fork::fulu].decode("BeaconBlock", block);
    if (!view) return std::unexpected(view.error());
    if (auto ok = apply_block(*run, *view); !ok) return std::unexpected(ok.error());
    times.blocks.push_back(watch.ms());
  }
  return times;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values.empty() ? 0 : values[values.size() / 2];
}

void report_times(BenchReport& report, const ChainTimes& times, const std::string& how) {
  report.figure("load from SSZ" + how, times.load, "ms");
  report.figure("first state root" + how, times.first_root, "ms");
  report.figure("block with its root, median" + how, median(times.blocks), "ms", block_floor_ms);
  report.figure("block with its root, slowest" + how,
                *std::max_element(times.blocks.begin(), times.blocks.end()), "ms", block_floor_ms);
  report.figure("epoch transition with its root" + how, times.epochs.at(0), "ms", epoch_floor_ms);
  report.figure("epoch at the end of a sync period" + how, times.epochs.at(1), "ms",
                epoch_floor_ms);
}

}  // namespace

Expected<void> bench_chain(const BenchSize& size, BenchReport& report) {
  const auto chain = MadeChain::make(size, chain_blocks);
  if (!chain) return std::unexpected(chain.error());
  report.figure("serialized state", static_cast<double>(chain->state().size()) / 1e6, "MB");
  report.figure("serialized block", static_cast<double>(chain->block(1).size()) / 1e3, "kB");
  for (const bool books : {true, false}) {
    const std::string how = books ? ", booked" : ", not booked";
    reset_peak_memory();
    const auto times = replay_chain(*chain, chain_blocks, books);
    if (!times) return std::unexpected(times.error());
    report_times(report, *times, how);
    report.figure("highest resident memory" + how, peak_resident_mb(), "MB", memory_floor_mb);
  }
  return {};
}

Expected<void> bench_scale(const BenchSize& size, BenchReport& report) {
  double times[2] = {};
  const BenchSize large{size.validators, size.active / 8};
  const BenchSize small{size.validators / 8, size.active / 8};
  for (const bool is_large : {false, true}) {
    const auto chain = MadeChain::make(is_large ? large : small, scale_blocks);
    if (!chain) return std::unexpected(chain.error());
    const auto run = replay_chain(*chain, scale_blocks, true);
    if (!run) return std::unexpected(run.error());
    times[is_large ? 1 : 0] = median(run->blocks);
  }
  report.figure(fmt::format("block, registry of {}, {} active", small.validators, small.active),
                times[0], "ms");
  report.figure(fmt::format("block, registry of {}, {} active", large.validators, large.active),
                times[1], "ms");
  report.figure("ratio for a registry eight times as large", times[1] / times[0], "");
  return {};
}

}  // namespace apsis
