// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "core/units.hpp"

namespace apsis {

/// Behind the name of a file that is being written, or was when its writer was killed.
inline constexpr const char* era_unfinished_suffix = ".unfinished";

/// Writes one era file; the file gets its name when it is complete, so that nobody sees half of it.
class EraWriter {
 public:
  /// An era of the slots from `first` up to but not `state_slot`; none for era 0. Until it is
  /// finished it is called `path` with era_unfinished_suffix. Fails with
  /// unavailable when the file cannot be made.
  static Expected<EraWriter> create(const std::filesystem::path& path, Slot first, Slot state_slot);
  /// Removes what is not finished.
  ~EraWriter();
  EraWriter(EraWriter&& other) noexcept;
  EraWriter& operator=(EraWriter&&) = delete;

  /// Adds a block in framed snappy; slots must rise within the era (usage otherwise).
  Expected<void> add_packed_block(Slot slot, ByteSpan packed);
  /// Adds the state in framed snappy and the indices, and gives the file its name: `name` in the
  /// folder of `path`, which an era's state alone can tell, or `path` itself.
  Expected<void> finish(ByteSpan packed_state, const std::string& name = {});

 private:
  EraWriter(std::filesystem::path path, Slot first, Slot state_slot);
  Expected<void> write_record(std::uint16_t type, ByteSpan data);
  Expected<void> write_index(Slot first, const std::vector<std::uint64_t>& offsets);
  std::unexpected<Error> write_error() const;

  std::filesystem::path path_;
  std::filesystem::path unfinished_;  // empty when there is nothing to remove
  std::ofstream file_;
  Slot first_{};
  Slot state_slot_{};
  std::uint64_t position_ = 0;
  std::vector<std::uint64_t> offsets_;
  Slot next_slot_{};
};

}  // namespace apsis
