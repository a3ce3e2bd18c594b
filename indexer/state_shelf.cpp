// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/state_shelf.hpp"

#include <algorithm>
#include <utility>

#include "core/hex.hpp"

namespace apsis {
namespace {

constexpr const char* state_prefix = "state-";
constexpr const char* state_suffix = ".apsis";
/// Newest states that are never thinned out.
constexpr std::size_t dense_states = 3;

bool is_newer(const StateNote& a, const StateNote& b) {
  return std::tie(a.slot, a.block_root) > std::tie(b.slot, b.block_root);
}

}  // namespace

StateShelf::StateShelf(ShelfOptions options) : options_(std::move(options)) {
  if (!options_.folder.empty()) scan();
}

void StateShelf::note_line(const std::string& line) const {
  if (options_.note) options_.note(line);
}

std::filesystem::path StateShelf::path_of(const StateNote& note) const {
  return options_.folder / (state_prefix + std::to_string(note.slot) + "-" +
                            to_hex_bare(ByteSpan(note.block_root).first(4)) + state_suffix);
}

void StateShelf::scan() {
  std::error_code error;
  std::filesystem::create_directories(options_.folder, error);
  for (const auto& entry : std::filesystem::directory_iterator(options_.folder, error)) {
    const std::string name = entry.path().filename().string();
    if (name.ends_with(".new")) {
      // Of a write that was killed.
      std::error_code ignored;
      std::filesystem::remove(entry.path(), ignored);
    } else if (name.starts_with(state_prefix) && name.ends_with(state_suffix)) {
      const auto note = read_state_note(entry.path());
      if (!note) {
        ++counts_.broken;
        note_line("kept state left out: " + note.error().text());
      } else if (note->chain != options_.chain) {
        note_line("kept state left out: " + entry.path().string() + " is of another chain");
      } else {
        notes_.push_back(*note);
      }
    } else {
      read_orphan_name(entry.path());
    }
  }
  if (error)
    note_line("states cannot be kept in " + options_.folder.string() + ": " + error.message());
  std::sort(notes_.begin(), notes_.end(), is_newer);
}

/// Writes a state's file; false, told once, when the disk does not take it.
bool StateShelf::write(const StateNote& note, ByteSpan state) {
  if (options_.folder.empty()) return false;
  const auto written = write_whole_file(path_of(note), state_file_head_of(note, state), state);
  if (written) {
    ++counts_.written;
    write_failed_ = false;
    return true;
  }
  ++counts_.failed;
  if (!write_failed_) {
    note_line("the run goes on without a new state to restart from: " + written.error().text());
  }
  write_failed_ = true;
  return false;
}

void StateShelf::put(const StateNote& note, Bytes state) {
  if (std::find(notes_.begin(), notes_.end(), note) != notes_.end()) return;
  thin();  // who was killed before it could has left one too many
  if (!write(note, state)) {
    if (state.size() > shelf_memory_bytes) return;
    memory_.emplace_back(note, std::move(state));
  }
  notes_.insert(std::upper_bound(notes_.begin(), notes_.end(), note, is_newer), note);
  thin();
}

Expected<Bytes> StateShelf::load(const StateNote& note) {
  for (const auto& [kept, bytes] : memory_) {
    if (kept != note) continue;
    ++counts_.loaded;
    return bytes;
  }
  auto bytes = read_state_file(path_of(note));
  if (bytes) {
    ++counts_.loaded;
    return bytes;
  }
  ++counts_.broken;
  note_line("kept state left out: " + bytes.error().text());
  std::erase(notes_, note);
  return bytes;
}

void StateShelf::leave_out(const StateNote& note, const std::string& why) const {
  note_line("kept state left out: that of slot " + std::to_string(note.slot) + ", " + why);
}

void StateShelf::drop(const StateNote& note) {
  std::erase(notes_, note);
  std::erase_if(memory_, [&](const auto& kept) { return kept.first == note; });
  if (options_.folder.empty()) return;
  std::error_code ignored;
  std::filesystem::remove(path_of(note), ignored);
}

void StateShelf::drop_after(std::uint64_t slot) {
  const std::vector<StateNote> all = notes_;
  for (const StateNote& note : all) {
    // A state at the beginning of the next slot holds no block that lost.
    const bool empty_front = note.slot == slot + 1 && note.block_slot <= slot;
    if (note.slot > slot && !empty_front) drop(note);
  }
}

void StateShelf::set_floor(std::uint64_t first_epoch, std::uint64_t orphan_slot) {
  floor_epoch_ = first_epoch;
  drop_orphans_before(orphan_slot);
}

/// Keeps the newest ones, the newest at or below the floor and one before it; between them those
/// that leave the smallest gaps for their age go first.
void StateShelf::thin() {
  const auto at_floor = [&] {
    return static_cast<std::size_t>(
        std::find_if(notes_.begin(), notes_.end(),
                     [&](const StateNote& n) { return n.first_epoch <= floor_epoch_; }) -
        notes_.begin());
  };
  while (notes_.size() > at_floor() + 2) drop(StateNote(notes_.back()));
  const auto too_much = [&] {
    std::size_t bytes = 0;
    for (const auto& kept : memory_) bytes += kept.second.size();
    return notes_.size() > shelf_states || bytes > shelf_memory_bytes;
  };
  while (too_much() && notes_.size() > dense_states + 1) {
    std::size_t worst = dense_states;
    double least = 0;
    for (std::size_t i = dense_states; i + 1 < notes_.size(); ++i) {
      if (i == at_floor()) continue;
      const double gap = static_cast<double>(notes_[i - 1].slot - notes_[i + 1].slot);
      const double age = static_cast<double>(notes_[0].slot - notes_[i].slot + 1);
      if (i == dense_states || gap / age < least) {
        least = gap / age;
        worst = i;
      }
    }
    drop(StateNote(notes_[worst]));
  }
}

}  // namespace apsis
