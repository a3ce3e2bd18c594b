// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "core/bytes.hpp"
#include "core/endian.hpp"
#include "core/hex.hpp"
#include "tests/core/temporary_folder.hpp"

namespace apsis {

/// A recording in a temporary directory, with blocks and states that hold nothing but the fields in
/// front: 8 slots an epoch, Electra at epoch 2, blocks at slots 0 to 40 without 5, 16 and 17,
/// states at 0, 16 and 24, an orphan at 5; epoch 3 is final from slot 40 on, epoch 2 from slot 32
/// on.
class MiniRecording {
 public:
  MiniRecording() {
    for (const char* sub : {"blocks", "states", "orphans"}) {
      std::filesystem::create_directory(path(sub));
    }
    write("spec.json",
          R"({"data":{"PRESET_BASE":"minimal","SLOTS_PER_EPOCH":"8","ALTAIR_FORK_EPOCH":"0",
          "BELLATRIX_FORK_EPOCH":"0","CAPELLA_FORK_EPOCH":"0","DENEB_FORK_EPOCH":"0",
          "ELECTRA_FORK_EPOCH":"2","FULU_FORK_EPOCH":"18446744073709551615",
          "BLOB_SCHEDULE":[{"EPOCH":"9","MAX_BLOBS_PER_BLOCK":"12"}]}})");
    write("genesis.json",
          R"({"data":{"genesis_time":"1700000000","genesis_fork_version":"0x00000001",
          "genesis_validators_root":")" +
              to_hex(Bytes32{7}) + "\"}}");
    write("manifest.json",
          R"({"slots":{"first":0,"last":41},
          "orphans":[{"slot":5,"root":"0x01020304","saved":true},
          {"slot":17,"root":"0x05","saved":false}],"epochs":[{"epoch":0,"slot":0,"justified":0,"finalized":0},
          {"epoch":4,"slot":32,"justified":3,"finalized":2},
          {"epoch":5,"slot":40,"justified":4,"finalized":3}]})");
    write("genesis.ssz", state(0));
    for (const std::uint64_t slot : {16, 24}) {
      write("states/" + std::to_string(slot) + ".ssz", state(slot));
    }
    std::string index = "slot\troot\tparent_root\tstate_root\tproposer\tfork\n";
    for (std::uint64_t slot = 0; slot <= 40; ++slot) {
      if (slot == 5 || slot == 16 || slot == 17) continue;
      write("blocks/" + std::to_string(slot) + ".ssz", block(slot));
      index += std::to_string(slot) + "\t" + root(slot) + "\t0x\t0x\t0\t" +
               (slot < 16 ? "deneb" : "electra") + "\n";
    }
    write("blocks/index.tsv", index);
    write("orphans/5_01020304.ssz", block(5));
  }

  std::string path(const std::string& name = {}) const {
    return (name.empty() ? folder_.path() : folder_ / name).string();
  }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(path(name), std::ios::binary) << text;
  }
  void remove(const std::string& name) const { std::filesystem::remove_all(path(name)); }

  /// Root that the index names for a slot.
  static std::string root(std::uint64_t slot) {
    Bytes32 out{};
    store_le(out.data(), slot + 1);
    return to_hex(out);
  }
  /// The bytes of a block: offset, signature, fields in front, a body of 50,000 bytes.
  static std::string block(std::uint64_t slot) {
    std::string out(100 + 84 + 50'000, static_cast<char>(slot));
    auto* bytes = reinterpret_cast<std::uint8_t*>(out.data());
    store_le<std::uint32_t>(bytes, 100);
    store_le<std::uint64_t>(bytes + 100, slot);
    return out;
  }
  /// The bytes of a state: time, root, slot, and a rest.
  static std::string state(std::uint64_t slot) {
    std::string out(1000, 'x');
    auto* bytes = reinterpret_cast<std::uint8_t*>(out.data());
    store_le<std::uint64_t>(bytes, 1'700'000'000);
    store_le<std::uint64_t>(bytes + 40, slot);
    return out;
  }

 private:
  TemporaryFolder folder_;
};

}  // namespace apsis
