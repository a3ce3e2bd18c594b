// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/indexer/era_chain.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "indexer/chain_config_of.hpp"
#include "indexer/decode/preset.hpp"
#include "indexer/decode/snappy_frame.hpp"
#include "indexer/era_export.hpp"
#include "indexer/replay/replay.hpp"
#include "indexer/source/era_writer.hpp"
#include "tests/recordings.hpp"

namespace apsis {

std::optional<EraChainFixture> EraChainFixture::make() {
  const auto directory = find_recording("deneb-minimal-64");
  if (!directory) return std::nullopt;
  auto recording = Recording::open(*directory);
  REQUIRE(recording.has_value());
  std::optional<EraChainFixture> out(EraChainFixture(std::move(*recording)));
  const auto count = export_eras(out->recording_,
                                 {.directory = out->directory(), .last_slot = 300, .last_era = 4});
  REQUIRE(count.has_value());
  REQUIRE(*count == 5);
  return out;
}

std::filesystem::path EraChainFixture::file(std::uint64_t era) const {
  const std::string mark = fmt::format("-{:05}-", era);
  for (const auto& entry : std::filesystem::directory_iterator(directory())) {
    if (entry.path().filename().string().find(mark) != std::string::npos) return entry.path();
  }
  FAIL("there is no such era");
  return {};
}

EraParts EraChainFixture::parts(std::uint64_t era) const {
  auto opened = EraFile::open(file(era));
  REQUIRE(opened.has_value());
  const EraGroup group = opened->groups().front();
  EraParts out{group.first_slot, group.state_slot};
  for (Slot slot = group.first_slot; slot < group.state_slot; slot += Slot(1)) {
    const auto packed = opened->packed_block(slot);
    REQUIRE(packed.has_value());
    if (*packed) out.blocks[slot.value] = *unpack_snappy_frames(**packed);
  }
  out.state = *unpack_snappy_frames(*opened->packed_state(group));
  return out;
}

void EraChainFixture::write(std::uint64_t era, const EraParts& parts) const {
  const auto path = file(era);
  auto writer = EraWriter::create(path, parts.first, parts.end);
  REQUIRE(writer.has_value());
  for (const auto& [slot, block] : parts.blocks) {
    const auto packed = parts.packed.find(slot);
    const Bytes bytes = packed == parts.packed.end() ? pack_snappy_frames(block) : packed->second;
    REQUIRE(writer->add_packed_block(Slot(slot), bytes).has_value());
  }
  REQUIRE(writer->finish(pack_snappy_frames(parts.state)).has_value());
}

Bytes EraChainFixture::state_before_block(std::uint64_t slot) {
  const auto config = chain_config_of(recording_.chain_spec());
  REQUIRE(config.has_value());
  const ChainTypes types = ChainTypes::make<MinimalPreset>(*config);
  const auto fork = [&](std::uint64_t s) {
    return config->fork_at(s / MinimalPreset::slots_per_epoch);
  };
  const auto start = recording_.start_state({StartPoint::Kind::genesis, {}});
  auto replay = start_replay<MinimalPreset>(*config, types, fork(0), start->bytes);
  REQUIRE(replay.has_value());
  for (std::uint64_t s = 1; s < slot; ++s) {
    const auto raw = recording_.block_at(Slot(s));
    REQUIRE(raw.has_value());
    if (!*raw) continue;
    const auto view = types[fork(s)].decode("SignedBeaconBlock", (*raw)->bytes);
    REQUIRE(apply_block(*replay, view->field("message")).has_value());
  }
  REQUIRE(process_slots(*replay, slot).has_value());
  return serialize_state(replay->state, types[replay->state.fork]["BeaconState"]);
}

}  // namespace apsis
