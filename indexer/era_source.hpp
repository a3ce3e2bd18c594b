// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>

#include "indexer/era_roots.hpp"
#include "indexer/source/block_source.hpp"
#include "indexer/source/era_folder.hpp"
#include "indexer/source/networks.hpp"

namespace apsis {

/// Largest state that is unpacked from an era file.
inline constexpr std::size_t max_era_state_bytes = std::size_t{2} << 30;
/// Largest block that is unpacked from an era file.
inline constexpr std::size_t max_era_unpacked_block_bytes = std::size_t{32} << 20;

/// A folder of era files. One block is in memory at a time, and a state while it is read; of an
/// era's state the roots of its blocks are kept, and every block is compared with them.
class EraSource final : public BlockSource {
 public:
  /// Lists the folder and reads its first state, which must be of the network. Fails with usage
  /// when there are no era files or the configuration cannot be read; with decode or mismatch when
  /// files are damaged, missing or of another chain. Errors name file and byte.
  static Expected<EraSource> open(const std::filesystem::path& directory, ChainNetwork network);

  const ChainSpec& chain_spec() const override { return spec_; }
  const Genesis& genesis() const override { return genesis_; }
  /// Kind::slot gives the newest era state that is not later than the slot; Kind::earliest the
  /// first that can be replayed, Kind::finalized the last.
  Expected<RawState> start_state(StartPoint from) override;
  /// The newest era state from which every slot of an epoch that begins at `first_slot` is seen:
  /// an earlier one, or the one at that slot when its block is not applied.
  Expected<Slot> start_slot_for(Slot first_slot);
  /// Compares the blocks before the first state that can be replayed with what that state says of
  /// its era: no replay reaches them. Gives how many there are; ends early when a stop is asked
  /// for.
  Expected<std::uint64_t> check_before_start(std::stop_token stop);
  /// Whether the folder holds an era of that many slots whole.
  Expected<bool> holds_era(std::uint64_t era, std::uint64_t slots);
  /// The block of a slot, once its root was found equal to the one in its era's state. An empty
  /// slot is compared with that state as well.
  Expected<std::optional<RawBlock>> block_at(Slot slot) override;
  /// Era files keep none.
  Expected<std::vector<RawBlock>> orphans_between(Slot first, Slot last) override;
  /// The last slot whose block is in the folder or known to be empty. The block of the last state's
  /// own slot belongs to the next era.
  Expected<std::optional<Slot>> last_slot() override;
  /// The state at an era's end; not the one that the replay began with.
  Expected<std::optional<Bytes>> recorded_state(Slot slot) override;
  /// Behind the last era's last slot, the root that its state remembers.
  Expected<std::optional<Bytes32>> recorded_state_root(Slot slot) override;

 private:
  EraSource(EraFolder folder, ChainSpec spec, std::unique_ptr<ChainConfig> config);
  Expected<void> read_genesis(const std::optional<Genesis>& known);
  Expected<Bytes> unpack_state(const FoundGroup& found);
  Expected<void> enter(const FoundGroup& found);
  Expected<void> check_empty(Slot slot, const FoundGroup& found) const;
  Expected<const EraRoots*> last_roots();

  EraFolder folder_;
  ChainSpec spec_;
  std::unique_ptr<ChainConfig> config_;  // stays where it is when the source moves
  EraChain chain_;
  Genesis genesis_;
  std::optional<EraRoots> era_;         // that of the latest block
  std::optional<EraRoots> last_;        // the folder's last, once it was read
  std::optional<Bytes32> root_before_;  // of the latest block before `era_`
  std::optional<Slot> started_;
};

}  // namespace apsis
