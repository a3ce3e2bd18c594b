// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/pipeline.hpp"

#include <algorithm>
#include <chrono>
#include <vector>

#include "core/check.hpp"
#include "indexer/chain_config_of.hpp"
#include "indexer/pipeline_run.hpp"

namespace apsis {
namespace {

/// Longest wait between two looks at a horizon that does not move.
constexpr std::chrono::milliseconds horizon_wait_max{12'000};

template <class P>
Expected<void> run_with(BlockSource& source, const PipelineOptions& options,
                        const PipelineHooks& hooks, PipelineTally& tally,
                        const ChainConfig& config) {
  PipelineRun<P> run(source, options, hooks, tally, config);
  if (auto ok = run.begin(); !ok) return ok;
  return run.go();
}

}  // namespace

template <class P>
PipelineRun<P>::PipelineRun(BlockSource& source, const PipelineOptions& options,
                            const PipelineHooks& hooks, PipelineTally& tally,
                            const ChainConfig& config)
    : source_(source),
      options_(options),
      hooks_(hooks),
      tally_(tally),
      config_(config),
      types_(ChainTypes::make<P>(config)),
      assembler_(P::slots_per_epoch) {
  if (options.signatures == Signatures::check) signatures_.emplace();
}

template <class P>
Expected<RawState> PipelineRun<P>::find_start() {
  if (options_.given_start != nullptr) return *options_.given_start;
  CHECK(!options_.starts.empty());
  Expected<RawState> state;
  for (const StartPoint& start : options_.starts) {
    state = source_.start_state(start);
    if (state) break;
  }
  return state;
}

template <class P>
Expected<void> PipelineRun<P>::begin() {
  // The chain is looked at before a kept state is asked whether it belongs to it.
  Horizon view;
  if (options_.shelf != nullptr) {
    auto looked = hooks_.horizon(std::chrono::milliseconds{0});
    if (!looked) return std::unexpected(std::move(looked.error()));
    view = *looked;
    horizon_ = view.last_slot;
  }
  const auto kept = begin_from_shelf();
  if (!kept) return std::unexpected(kept.error());
  if (!*kept) {
    const auto raw = find_start();
    if (!raw) return std::unexpected(raw.error());
    if (auto ok = start_from(raw->bytes); !ok) return ok;
  }
  begun_record_ = next_record_ = first_record_;
  if (options_.shelf != nullptr && !*kept) {
    first_record_at_copy_ = first_record_;
    put_on_shelf();
  }
  const Bytes32 anchor = latest_block_root();
  if (auto ok = hooks_.started(
          {&config_, P::slots_per_epoch, source_.genesis(), replay_->state.slot, anchor});
      !ok) {
    return ok;
  }
  return options_.shelf != nullptr ? take_view(view) : Expected<void>{};
}

/// The last slot that can be done now; nothing when the run is over.
template <class P>
Expected<std::optional<std::uint64_t>> PipelineRun<P>::next_end() {
  const std::chrono::milliseconds longest =
      std::min(horizon_wait_max, std::chrono::milliseconds(config_.slot_duration_ms));
  for (std::chrono::milliseconds wait{0};; wait = longest) {
    if (options_.stop.stop_requested()) return std::nullopt;
    const bool at_end = options_.to_slot && next_slot_ > *options_.to_slot;
    if (!at_end) {
      auto horizon = hooks_.horizon(wait);
      if (!horizon) return std::unexpected(std::move(horizon.error()));
      if (auto ok = take_view(*horizon); !ok) return std::unexpected(std::move(ok.error()));
      if (horizon_ && *horizon_ >= next_slot_) {
        return options_.to_slot ? std::min(*horizon_, *options_.to_slot) : *horizon_;
      }
    }
    if (auto ok = settle(); !ok) {
      if (auto gone_back = recover(std::move(ok.error())); !gone_back)
        return std::unexpected(std::move(gone_back.error()));
      continue;
    }
    if (at_end || !options_.waits) return std::nullopt;
  }
}

template <class P>
Expected<void> PipelineRun<P>::go() {
  for (;;) {
    const auto end = next_end();
    if (!end) return std::unexpected(end.error());
    if (!*end) {
      auto ok = signatures_ ? signatures_->wait() : Expected<void>{};
      if (ok) return ok;
      if (auto gone_back = recover(std::move(ok.error())); !gone_back) return gone_back;
      continue;
    }
    for (; next_slot_ <= **end; ++next_slot_) {
      if (options_.stop.stop_requested()) return {};
      auto ok = do_slot(next_slot_);
      if (ok) continue;
      // The replay stands elsewhere afterwards: how far it may go is asked again.
      if (auto recovered = recover(std::move(ok.error())); !recovered) return recovered;
      break;
    }
  }
}

Expected<void> run_pipeline(BlockSource& source, const PipelineOptions& options,
                            const PipelineHooks& hooks, PipelineTally& tally) {
  const auto config = chain_config_of(source.chain_spec());
  if (!config) return std::unexpected(config.error());
  switch (config->preset) {
    case PresetName::mainnet:
      return run_with<MainnetPreset>(source, options, hooks, tally, *config);
    case PresetName::minimal:
      return run_with<MinimalPreset>(source, options, hooks, tally, *config);
    case PresetName::gnosis:
      return run_with<GnosisPreset>(source, options, hooks, tally, *config);
  }
  return fail(ErrorKind::usage, "a preset that is not built", "config PRESET_BASE");
}

}  // namespace apsis
