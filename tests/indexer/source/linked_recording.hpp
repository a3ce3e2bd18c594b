// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>

#include "core/bytes.hpp"
#include "core/endian.hpp"
#include "core/hash/sha256.hpp"
#include "core/hex.hpp"
#include "indexer/source/block_source.hpp"
#include "tests/core/temporary_folder.hpp"

namespace apsis {

/// A recording whose blocks name their parents: 8 slots an epoch, slots 0 to `last` without those
/// of `empty`. A block's root is the SHA-256 of its bytes. Epoch E is final from slot 8 * (E + 2)
/// on. Other branches are made by `branch`.
class LinkedRecording {
 public:
  explicit LinkedRecording(std::uint64_t last = 60, std::set<std::uint64_t> empty = {5, 16, 17}) {
    std::filesystem::create_directory(folder_.path() / "blocks");
    write("spec.json",
          R"({"data":{"PRESET_BASE":"minimal","SLOTS_PER_EPOCH":"8","SECONDS_PER_SLOT":"6",
          "GENESIS_FORK_VERSION":"0x00000001","DEPOSIT_CHAIN_ID":"7","DENEB_FORK_EPOCH":"0",
          "DENEB_FORK_VERSION":"0x05000001"}})");
    write("genesis.json",
          R"({"data":{"genesis_time":"1700000000","genesis_fork_version":"0x00000001",
          "genesis_validators_root":")" +
              to_hex(Bytes32{7}) + "\"}}");
    std::string epochs;
    for (std::uint64_t epoch = 0; epoch * 8 <= last; ++epoch) {
      epochs += std::string(epoch > 0 ? "," : "") + R"({"epoch":)" + std::to_string(epoch) +
                R"(,"slot":)" + std::to_string(epoch * 8) + R"(,"justified":)" +
                std::to_string(epoch > 0 ? epoch - 1 : 0) + R"(,"finalized":)" +
                std::to_string(epoch > 1 ? epoch - 2 : 0) + "}";
    }
    write("manifest.json", R"({"slots":{"first":0,"last":)" + std::to_string(last) +
                               R"(},"epochs":[)" + epochs + "]}");
    std::string state(1000, 'x');
    store_le<std::uint64_t>(reinterpret_cast<std::uint8_t*>(state.data()) + 40, 0);
    write("genesis.ssz", state);
    std::string index = "slot\troot\tparent_root\tstate_root\tproposer\tfork\n";
    Bytes32 parent{};
    for (std::uint64_t slot = 0; slot <= last; ++slot) {
      if (empty.contains(slot)) continue;
      const RawBlock block = make(slot, parent, 0);
      parent = root_of(block);
      roots[slot] = parent;
      write("blocks/" + std::to_string(slot) + ".ssz",
            std::string(block.bytes.begin(), block.bytes.end()));
      index += std::to_string(slot) + "\t" + to_hex(parent) + "\t0x\t0x\t0\tdeneb\n";
    }
    write("blocks/index.tsv", index);
  }

  /// Roots of the recorded blocks by slot.
  std::map<std::uint64_t, Bytes32> roots;

  std::string path() const { return folder_.path().string(); }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_.path() / name, std::ios::binary) << text;
  }

  /// Blocks at `slots`, the first a child of the recorded block of slot `parent`; different tags
  /// make different blocks.
  std::vector<RawBlock> branch(std::uint64_t parent, const std::vector<std::uint64_t>& slots,
                               std::uint8_t tag) const {
    std::vector<RawBlock> out;
    Bytes32 root = roots.at(parent);
    for (const std::uint64_t slot : slots) {
      out.push_back(make(slot, root, tag));
      root = root_of(out.back());
    }
    return out;
  }

  static Bytes32 root_of(const RawBlock& block) { return sha256(block.bytes); }

 private:
  static RawBlock make(std::uint64_t slot, const Bytes32& parent, std::uint8_t tag) {
    Bytes bytes(100 + 84 + 200, tag);
    store_le<std::uint32_t>(bytes.data(), 100);
    store_le<std::uint64_t>(bytes.data() + 100, slot);
    std::copy(parent.begin(), parent.end(), bytes.begin() + 116);
    return {Slot(slot), std::move(bytes), "deneb"};
  }

  TemporaryFolder folder_;
};

}  // namespace apsis
