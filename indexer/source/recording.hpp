// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "indexer/source/block_source.hpp"

namespace apsis {

/// One line of blocks/index.tsv, or one file of blocks/ when there is no index.
struct RecordedBlock {
  std::string root{};       ///< as written; empty without an index
  std::string fork_name{};  ///< as written; empty without an index
};

/// What a state of the recording knew to be justified and final.
struct RecordedFinality {
  Epoch justified{};
  Epoch finalized{};
};

/// A chain that was recorded into a directory (README.md says what may lie in it).
class Recording final : public BlockSource {
 public:
  /// Reads spec, genesis and the lists of blocks, states and orphans; blocks and states are read
  /// when asked for. Fails with usage when the directory or something it must hold is missing,
  /// with decode when a list cannot be read; errors name the path.
  static Expected<Recording> open(const std::filesystem::path& directory);

  const ChainSpec& chain_spec() const override { return spec_; }
  const Genesis& genesis() const override { return genesis_; }
  Expected<RawState> start_state(StartPoint from) override;
  /// A block whose file is gone or holds another slot's block is an error (mismatch), a file that
  /// is too short too (decode).
  Expected<std::optional<RawBlock>> block_at(Slot slot) override;
  Expected<std::vector<RawBlock>> orphans_between(Slot first, Slot last) override;
  Expected<std::optional<Slot>> last_slot() override;
  Expected<std::optional<Bytes>> recorded_state(Slot slot) override;

  /// Slots and what the index says of their blocks, in order.
  const std::map<std::uint64_t, RecordedBlock>& blocks() const { return blocks_; }
  /// Slots of the recorded states, in order; 0 is genesis.
  const std::set<std::uint64_t>& state_slots() const { return state_slots_; }
  /// What was final at a head of that slot, by manifest.json; nothing without it.
  std::optional<RecordedFinality> finality_at(Slot head) const;
  /// The last finalized epoch by manifest.json; nothing without it.
  std::optional<Epoch> finalized_epoch() const;
  /// Where the recording lies.
  const std::filesystem::path& directory() const { return directory_; }

 private:
  explicit Recording(std::filesystem::path directory) : directory_(std::move(directory)) {}
  Expected<void> read_lists();
  Expected<void> read_spec();
  Expected<void> read_genesis();
  Expected<void> read_blocks();
  Expected<void> read_manifest();
  Expected<RawState> state_file(const std::filesystem::path& path);
  Expected<std::filesystem::path> start_file(StartPoint from) const;
  std::optional<std::filesystem::path> genesis_file() const;
  std::filesystem::path state_path(std::uint64_t slot) const;

  std::filesystem::path directory_;
  ChainSpec spec_;
  Genesis genesis_;
  std::map<std::uint64_t, RecordedBlock> blocks_;
  std::set<std::uint64_t> state_slots_;
  std::multimap<std::uint64_t, std::filesystem::path> orphans_;
  std::map<std::uint64_t, RecordedFinality> finality_;  // by the slot from which on it held
  std::optional<Slot> last_recorded_slot_;
};

}  // namespace apsis
