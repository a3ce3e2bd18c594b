// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/era_source.hpp"

#include <fmt/format.h>

#include "core/hex.hpp"
#include "indexer/chain_config_of.hpp"
#include "indexer/decode/snappy_frame.hpp"
#include "indexer/source/ssz_peek.hpp"

namespace apsis {
namespace {

constexpr const char* missing_remedy = "Add the era before it, or start later (--from)";
constexpr const char* file_remedy = "The era file is damaged or made up: fetch it again";

}  // namespace

EraSource::EraSource(EraFolder folder, ChainSpec spec, std::unique_ptr<ChainConfig> config)
    : folder_(std::move(folder)),
      spec_(std::move(spec)),
      config_(std::move(config)),
      chain_(EraChain::make(*config_)) {}

Expected<EraSource> EraSource::open(const std::filesystem::path& directory, ChainNetwork network) {
  auto folder = EraFolder::open(directory);
  if (!folder) return std::unexpected(folder.error());
  auto config = chain_config_of(network.spec);
  if (!config) return std::unexpected(config.error());
  EraSource out(std::move(*folder), std::move(network.spec),
                std::make_unique<ChainConfig>(std::move(*config)));
  if (const auto done = out.read_genesis(network.genesis); !done)
    return std::unexpected(done.error());
  return out;
}

/// Every state of the folder must be of the chain that the first one names.
Expected<void> EraSource::read_genesis(const std::optional<Genesis>& known) {
  const auto first = folder_.state_after(Slot(0));
  if (!first) return std::unexpected(first.error());
  const auto state = unpack_state(**first);
  if (!state) return std::unexpected(state.error());
  const auto peek = peek_state(*state);
  if (!peek) {
    return fail(ErrorKind::decode, fmt::format("{} bytes are no state", state->size()),
                (*first)->file->place((*first)->group->state_offset), file_remedy);
  }
  genesis_ = known.value_or(
      Genesis{peek->genesis_time, peek->genesis_validators_root, config_->forks.front().version});
  const auto roots = read_era_roots(chain_, **first, *state, genesis_.genesis_validators_root);
  return roots ? Expected<void>{} : std::unexpected(roots.error());
}

Expected<Bytes> EraSource::unpack_state(const FoundGroup& found) {
  const auto packed = found.file->packed_state(*found.group);
  if (!packed) return std::unexpected(packed.error());
  auto bytes = unpack_snappy_frames(*packed, max_era_state_bytes);
  if (!bytes) {
    return std::unexpected(
        within(found.file->place(found.group->state_offset), std::move(bytes.error())));
  }
  return bytes;
}

Expected<RawState> EraSource::start_state(StartPoint from) {
  Expected<std::optional<FoundGroup>> found;
  switch (from.kind) {
    case StartPoint::Kind::genesis:
      found = folder_.state_at(Slot(0));
      break;
    case StartPoint::Kind::earliest: {
      const std::uint64_t altair = config_->forks[static_cast<std::size_t>(Fork::altair)].epoch;
      const bool never = altair > folder_.end_slot().value / chain_.slots_per_epoch;
      found = folder_.state_after(Slot(never ? 0 : altair * chain_.slots_per_epoch));
      break;
    }
    case StartPoint::Kind::finalized:
      found = folder_.state_at(folder_.end_slot());
      break;
    case StartPoint::Kind::slot:
      found = folder_.state_before(from.slot);
      break;
  }
  if (!found) return std::unexpected(found.error());
  if (!*found) {
    return fail(ErrorKind::usage, "holds no era state to start from", folder_.directory().string(),
                missing_remedy);
  }
  auto state = unpack_state(**found);
  if (!state) return std::unexpected(state.error());
  const auto roots = read_era_roots(chain_, **found, *state, genesis_.genesis_validators_root);
  if (!roots) return std::unexpected(roots.error());
  started_ = roots->end_slot;
  era_ = *roots;
  return RawState{roots->end_slot, std::move(*state),
                  std::string(fork_name(chain_.fork_at_slot(roots->end_slot)))};
}

Expected<Slot> EraSource::start_slot_for(Slot first_slot) {
  auto found = folder_.state_before(first_slot);
  if (!found) return std::unexpected(found.error());
  if (*found && (*found)->group->state_slot == first_slot && first_slot.value != 0) {
    const auto state = unpack_state(**found);
    if (!state) return std::unexpected(state.error());
    const auto peek = peek_state(*state);
    const bool applied = !peek || peek->latest_block_slot == first_slot;
    if (applied) found = folder_.state_before(Slot(first_slot.value - 1));
    if (!found) return std::unexpected(found.error());
  }
  if (*found) return (*found)->group->state_slot;
  return fail(ErrorKind::usage, fmt::format("holds no era state before slot {}", first_slot.value),
              folder_.directory().string(), missing_remedy);
}

Expected<std::uint64_t> EraSource::check_before_start(std::stop_token stop) {
  if (auto state = start_state({StartPoint::Kind::earliest, {}}); !state) {
    return std::unexpected(std::move(state.error()));
  }
  std::uint64_t blocks = 0;
  const Slot end = era_->end_slot;
  for (Slot slot = era_->first_slot; slot < end && !stop.stop_requested(); slot += Slot(1)) {
    const auto block = block_at(slot);
    if (!block) return std::unexpected(block.error());
    blocks += *block ? 1 : 0;
  }
  return blocks;
}

Expected<bool> EraSource::holds_era(std::uint64_t era, std::uint64_t slots) {
  const auto found = folder_.state_at(Slot(era * slots));
  if (!found) return std::unexpected(found.error());
  return *found && (era == 0 || (*found)->group->first_slot.value == (era - 1) * slots);
}

/// Reads the state at the end of an era before the first of its blocks.
Expected<void> EraSource::enter(const FoundGroup& found) {
  const auto state = unpack_state(found);
  if (!state) return std::unexpected(state.error());
  auto roots = read_era_roots(chain_, found, *state, genesis_.genesis_validators_root);
  if (!roots) return std::unexpected(roots.error());
  root_before_.reset();
  if (era_ && era_->end_slot == roots->first_slot) {
    const std::vector<Bytes32>& known = era_->historical_roots;
    if (!std::equal(known.begin(), known.end(), roots->historical_roots.begin())) {
      return fail(ErrorKind::mismatch,
                  fmt::format("the state remembers other eras than the one of slot {} does",
                              era_->end_slot.value),
                  found.file->place(found.group->state_offset), file_remedy);
    }
    root_before_ = era_->block_root(Slot(era_->end_slot.value - 1));
  }
  era_ = std::move(*roots);
  return {};
}

/// The root of an empty slot is that of the slot before.
Expected<void> EraSource::check_empty(Slot slot, const FoundGroup& found) const {
  const bool first = slot == era_->first_slot;
  if (first && (slot.value == 0 || !root_before_)) return {};
  const Bytes32& before = first ? *root_before_ : era_->block_root(Slot(slot.value - 1));
  if (era_->block_root(slot) == before) return {};
  return fail(ErrorKind::mismatch,
              fmt::format("missing block: no block of slot {}, but the era's state has its root {}",
                          slot.value, to_hex(era_->block_root(slot))),
              found.file->block_place(slot), file_remedy);
}

Expected<std::optional<RawBlock>> EraSource::block_at(Slot slot) {
  const auto found = folder_.blocks_around(slot);
  if (!found) return std::unexpected(found.error());
  if (!*found) return std::nullopt;
  if (!era_ || slot < era_->first_slot || slot >= era_->end_slot) {
    if (auto ok = enter(**found); !ok) return std::unexpected(ok.error());
  }
  EraFile& file = *(*found)->file;
  const auto packed = file.packed_block(slot);
  if (!packed) return std::unexpected(packed.error());
  if (!*packed) {
    if (auto ok = check_empty(slot, **found); !ok) return std::unexpected(ok.error());
    return std::nullopt;
  }
  const std::string place = file.block_place(slot);
  auto bytes = unpack_snappy_frames(**packed, max_era_unpacked_block_bytes);
  if (!bytes) return std::unexpected(within(place, std::move(bytes.error())));
  if (auto ok = check_era_block(chain_, *era_, slot, *bytes, place); !ok) {
    return std::unexpected(ok.error());
  }
  return RawBlock{slot, std::move(*bytes), std::string(fork_name(chain_.fork_at_slot(slot)))};
}

Expected<std::vector<RawBlock>> EraSource::orphans_between(Slot, Slot) {
  return std::vector<RawBlock>{};
}

Expected<const EraRoots*> EraSource::last_roots() {
  if (last_) return &*last_;
  const auto found = folder_.state_at(folder_.end_slot());
  if (!found) return std::unexpected(found.error());
  const auto state = unpack_state(**found);
  if (!state) return std::unexpected(state.error());
  auto roots = read_era_roots(chain_, **found, *state, genesis_.genesis_validators_root);
  if (!roots) return std::unexpected(roots.error());
  last_ = std::move(*roots);
  return &*last_;
}

Expected<std::optional<Slot>> EraSource::last_slot() {
  const auto last = last_roots();
  if (!last) return std::unexpected(last.error());
  const Slot end = (*last)->end_slot;
  if (end.value == 0 || !(*last)->block_applied) return end;
  return Slot(end.value - 1);
}

Expected<std::optional<Bytes>> EraSource::recorded_state(Slot slot) {
  if (slot == started_) return std::nullopt;
  const auto found = folder_.state_at(slot);
  if (!found) return std::unexpected(found.error());
  if (!*found) return std::nullopt;
  auto state = unpack_state(**found);
  if (!state) return std::unexpected(state.error());
  return std::optional(std::move(*state));
}

Expected<std::optional<Bytes32>> EraSource::recorded_state_root(Slot slot) {
  const auto last = last_roots();
  if (!last) return std::unexpected(last.error());
  if (slot.value + 1 != (*last)->end_slot.value) return std::nullopt;
  return (*last)->last_state_root;
}

}  // namespace apsis
