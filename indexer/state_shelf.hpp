// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "indexer/source/block_source.hpp"
#include "indexer/state_file.hpp"

namespace apsis {

/// Most states that are kept; with more, the ones in the middle are thinned out.
inline constexpr std::size_t shelf_states = 8;
/// States that may be kept in memory when there is no folder, or none that can be written to.
inline constexpr std::size_t shelf_memory_bytes = std::size_t{256} << 20;
/// Most orphaned blocks that are kept beside them.
inline constexpr std::size_t shelf_orphans = 256;

/// Where a shelf is, and whom it tells.
struct ShelfOptions {
  std::filesystem::path folder{};  ///< made if missing; empty: memory alone
  Bytes32 chain{};                 ///< genesis_validators_root; other chains' files are left alone
  std::function<void(const std::string&)> note{};  ///< one line for the log
};

/// What a shelf did, for metrics.
struct ShelfCounts {
  std::uint64_t written = 0, failed = 0, loaded = 0, broken = 0;
};

/// Keeps a bounded number of proven states, to begin from again after a restart or a
/// reorganisation, and the orphaned blocks that were seen since. Each is a file that appears whole
/// under its name or not at all; a folder that cannot be written to costs a warning and the states
/// that do not fit into memory.
class StateShelf {
 public:
  /// Looks through the folder. Files that are broken, of another chain or of a newer version are
  /// told and left out.
  explicit StateShelf(ShelfOptions options);

  /// Keeps a state, then thins out what is kept. Never fails: see ShelfCounts.
  void put(const StateNote& note, Bytes state);
  /// What is kept, newest first.
  const std::vector<StateNote>& states() const { return notes_; }
  /// The bytes of a kept state. One that is broken is told, taken off the shelf, and an error.
  Expected<Bytes> load(const StateNote& note);
  /// Tells that a state is not begun from, and why; it stays.
  void leave_out(const StateNote& note, const std::string& why) const;
  /// Takes a state off the shelf.
  void drop(const StateNote& note);
  /// The chain has left what came after `slot`: takes the states of that branch off.
  void drop_after(std::uint64_t slot);
  /// States before the newest from which an epoch can be given are needed no longer, but for one
  /// that stands in for it. Orphans of slots before that go as well.
  void set_floor(std::uint64_t first_epoch, std::uint64_t orphan_slot);

  /// Keeps an orphaned block, once.
  void put_orphan(const RawBlock& block);
  /// All that are kept.
  std::vector<RawBlock> orphans() const;

  const ShelfCounts& counts() const { return counts_; }

 private:
  void scan();
  void thin();
  void note_line(const std::string& line) const;
  std::filesystem::path path_of(const StateNote& note) const;
  bool write(const StateNote& note, ByteSpan state);
  void read_orphan_name(const std::filesystem::path& path);
  void drop_orphans_before(std::uint64_t slot);

  ShelfOptions options_;
  std::vector<StateNote> notes_;
  std::vector<std::pair<StateNote, Bytes>> memory_;
  std::vector<std::pair<std::uint64_t, std::string>> orphans_;  // slot and file name
  std::uint64_t floor_epoch_ = 0;
  bool write_failed_ = false;
  ShelfCounts counts_;
};

}  // namespace apsis
