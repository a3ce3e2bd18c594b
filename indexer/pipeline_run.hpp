// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "indexer/decode/preset.hpp"
#include "indexer/pipeline.hpp"
#include "indexer/replay/pubkey_points.hpp"
#include "indexer/replay/replay.hpp"
#include "indexer/rewards/epoch_assembler.hpp"
#include "indexer/signature_checker.hpp"
#include "indexer/state_shelf.hpp"

namespace apsis {

/// One run of a pipeline over a chain of preset P. `pipeline.cpp` has the loop over slots,
/// `pipeline_blocks.cpp` what a slot does, `pipeline_proofs.cpp` what is compared and handed out,
/// `pipeline_rewind.cpp` what is kept and gone back to.
template <class P>
class PipelineRun {
 public:
  /// Everything handed in outlives the run.
  PipelineRun(BlockSource& source, const PipelineOptions& options, const PipelineHooks& hooks,
              PipelineTally& tally, const ChainConfig& config);

  /// Reads the first state.
  Expected<void> begin();
  /// Replays until the end, an error or a stop request.
  Expected<void> go();

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;

  /// A block that was applied last, with the root that it names.
  struct AppliedBlock {
    std::uint64_t slot;
    Bytes32 root, state_root;
    bool compared;
  };

  Expected<std::optional<std::uint64_t>> next_end();
  Expected<RawState> find_start();
  Expected<void> start_from(ByteSpan bytes);
  Expected<bool> begin_from_shelf();
  Expected<bool> is_canonical(const StateNote& note);
  bool restore(const StateNote& note);
  void put_on_shelf();
  Expected<void> keep_state(std::uint64_t slot);
  Expected<void> keep_orphans(std::uint64_t first);
  Expected<void> take_view(const Horizon& view);
  Expected<void> rewind(std::uint64_t common);
  Expected<void> go_back(std::uint64_t common);
  Expected<void> go_back_to_source();
  Expected<void> recover(Error error);
  Expected<void> do_slot(std::uint64_t slot);
  Expected<void> do_block(const RawBlock& raw, std::uint64_t slot);
  Expected<void> submit_signatures(const SszView& signed_block, std::uint64_t slot);
  Expected<void> move_to(std::uint64_t slot);
  Expected<void> collect_ledgers();
  Expected<void> add_orphans(std::uint64_t epoch);
  Expected<void> compare_recorded(std::uint64_t slot, const Bytes& bytes);
  Expected<void> compare_recorded_root(std::uint64_t slot);
  bool is_compared(std::uint64_t slot) const;
  Expected<void> compare_last_block();
  Expected<void> settle();
  Expected<void> note_uncompared(Expected<void> result) const;
  Expected<void> release(std::uint64_t slot, const Bytes32& state_root, const Bytes32& block_root);
  Bytes32 latest_block_root();
  Fork fork_at_slot(std::uint64_t slot) const { return config_.fork_at(slot / P::slots_per_epoch); }

  BlockSource& source_;
  const PipelineOptions& options_;
  const PipelineHooks& hooks_;
  PipelineTally& tally_;
  const ChainConfig& config_;
  ChainTypes types_;
  std::optional<Replay<P>> replay_;
  Ledger ledger_;
  EpochAssembler assembler_;
  std::vector<EpochRecord> unproven_;
  std::uint64_t next_slot_ = 0;
  std::optional<AppliedBlock> last_block_;
  std::uint64_t compared_slot_ = 0;  // the last slot whose state is known to be right
  std::optional<std::uint64_t> horizon_;
  std::optional<std::uint64_t> finalized_slot_;
  std::uint64_t begun_record_ = 0;          // the first epoch that the run's first state gives
  std::uint64_t first_record_ = 0;          // the same of the state that was loaded last
  std::uint64_t first_record_at_copy_ = 0;  // the same of the state that is put on the shelf
  std::uint64_t next_record_ = 0;           // all before were handed out
  SteadyTime last_kept_ = std::chrono::steady_clock::now();
  std::uint64_t failed_slot_ = 0;
  int tries_ = 0;
  PubkeyPoints points_;
  std::optional<SignatureChecker> signatures_;
};

}  // namespace apsis
