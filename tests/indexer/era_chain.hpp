// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "indexer/era_source.hpp"
#include "indexer/source/recording.hpp"
#include "tests/core/temporary_folder.hpp"

namespace apsis {

/// One era as its parts, unpacked, to be written again with something wrong.
struct EraParts {
  Slot first{}, end{};
  std::map<std::uint64_t, Bytes> blocks{};
  Bytes state{};
  /// Bytes to write instead of the packed block of a slot.
  std::map<std::uint64_t, Bytes> packed{};
};

/// A recorded chain of the minimal preset and its eras in a folder.
class EraChainFixture {
 public:
  /// Nothing when the recording is not there.
  static std::optional<EraChainFixture> make();

  std::filesystem::path directory() const { return folder_->path(); }
  ChainNetwork network() const { return {"test", recording_.chain_spec(), recording_.genesis()}; }
  Recording& recording() { return recording_; }
  /// The file of an era.
  std::filesystem::path file(std::uint64_t era) const;
  EraParts parts(std::uint64_t era) const;
  /// Writes the file of an era anew from parts.
  void write(std::uint64_t era, const EraParts& parts) const;
  /// The state at a slot before that slot's block, by replaying the chain.
  Bytes state_before_block(std::uint64_t slot);

 private:
  explicit EraChainFixture(Recording recording) : recording_(std::move(recording)) {}
  Recording recording_;
  std::unique_ptr<TemporaryFolder> folder_ = std::make_unique<TemporaryFolder>();
};

}  // namespace apsis
