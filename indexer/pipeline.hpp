// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <vector>

#include "core/error.hpp"
#include "indexer/decode/chain_config.hpp"
#include "indexer/rewards/epoch_record.hpp"
#include "indexer/source/block_source.hpp"

namespace apsis {

class StateShelf;

/// Where a replay began, once its first state has been read.
struct PipelineStart {
  const ChainConfig* config;  ///< lives as long as the pipeline
  std::uint64_t slots_per_epoch;
  Genesis genesis;
  std::uint64_t anchor_slot;
  Bytes32 anchor_block_root;
};

/// How far a chain can be replayed now.
struct Horizon {
  std::optional<std::uint64_t> last_slot{};  ///< the last slot that is there; nothing: unknown yet
  /// Set when blocks handed out before lost: what came after this slot is undone and asked for
  /// anew.
  std::optional<std::uint64_t> common_slot{};
  /// Up to here the chain can no longer change; nothing: all of it is final.
  std::optional<std::uint64_t> finalized_slot{};
};

/// What a pipeline does with the outside.
struct PipelineHooks {
  /// The first state is there. An error ends the pipeline.
  std::function<Expected<void>(const PipelineStart&)> started;
  /// An epoch is complete and proven. An error ends the pipeline.
  std::function<Expected<void>(const EpochRecord&)> epoch_proven;
  /// A slot is done; `empty` without a block.
  std::function<void(std::uint64_t slot, bool empty)> slot_done;
  /// How far the replay may go; asked when that is reached. May take up to `longest` when there is
  /// nothing new: a pipeline that waits asks again and again.
  std::function<Expected<Horizon>(std::chrono::milliseconds longest)> horizon;
  /// The chain left what came after `common`; this run has replayed up to `last`, which may lie
  /// before. Epochs that were proven later, by whichever run, do not hold. Gives the first epoch
  /// that was forgotten, if any: it and all after it come again. May be empty, as may `finalized`.
  std::function<Expected<std::optional<std::uint64_t>>(std::uint64_t common, std::uint64_t last)>
      rewound{};
  /// The chain is final up to `slot`.
  std::function<Expected<void>(std::uint64_t slot)> finalized{};
};

/// Whether block signatures are checked (`--signatures`).
enum class Signatures : std::uint8_t {
  trust,  ///< state roots prove what the blocks did, not who made them
  check,  ///< a source without the validators' keys cannot make up a chain
};

/// A state of mainnet takes a second or so to write; more than this is seldom lost.
inline constexpr std::chrono::seconds default_keep_interval{120};

/// How a pipeline runs.
struct PipelineOptions {
  /// Where to start, in order of preference: the first that the source has is taken.
  std::vector<StartPoint> starts{StartPoint{}};
  const RawState* given_start = nullptr;   ///< a state to start from instead of `starts`
  std::optional<std::uint64_t> to_slot{};  ///< stop after this slot
  bool waits = false;                      ///< wait for the horizon to move instead of ending
  Signatures signatures = Signatures::trust;
  ProofMode prove = ProofMode::block;  ///< which state roots are compared (`--prove`)
  /// The first epoch that is kept: its record names every validator, those before name none.
  std::uint64_t first_epoch = 0;
  /// Whether the chain ends where the source ends, so that a kept state of that slot proves. Not
  /// so for a source that grows: the proof would be another one in the next run.
  bool end_proves = true;
  /// Where states are kept to go back to after a reorganisation or a restart; may be null.
  StateShelf* shelf = nullptr;
  /// The first epoch that is to be handed out: the newest kept state that can give it is taken
  /// instead of `starts`, if its block is the source's. Nothing: begin at `starts`.
  std::optional<std::uint64_t> wanted_epoch{};
  /// Far behind the head nothing can be reorganised: there a state is kept this often, for a
  /// restart alone.
  std::chrono::seconds keep_interval = default_keep_interval;
  std::stop_token stop{};
};

/// How far a pipeline came.
struct PipelineTally {
  std::uint64_t blocks = 0;
  std::uint64_t empty_slots = 0;
  std::uint64_t roots_compared = 0;  ///< blocks whose state root was compared
  std::uint64_t epochs_proven = 0;
  std::uint64_t states_compared = 0;
  std::uint64_t signatures_checked = 0;
  std::uint64_t mismatches = 0;
  std::uint64_t reorgs = 0;
};

/// Records that wait for their proof may take this much memory; then the next block's state root is
/// compared although the mode would wait longer.
inline constexpr std::size_t waiting_records_bytes = std::size_t{512} << 20;

/// Replays a source from its start, compares the state roots of blocks as the mode says and the
/// last block's before it waits or ends, compares each state that the source keeps, and hands out
/// every epoch when a block that was compared proves it. Behind the last block of a source that
/// ends, a kept state of its last slot proves as well. `tally` is kept up to date, also when an
/// error comes back. A stop request ends the pipeline after the slot in hand.
/// After a reorganisation the run goes back to a kept state and hands out every epoch that it
/// touched again. A run that waits does the same, a few times, when a block is refused: a node may
/// have served something wrong.
Expected<void> run_pipeline(BlockSource& source, const PipelineOptions& options,
                            const PipelineHooks& hooks, PipelineTally& tally);

}  // namespace apsis
