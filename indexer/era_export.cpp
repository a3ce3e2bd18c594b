// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/era_export.hpp"

#include <fmt/format.h>

#include "indexer/chain_config_of.hpp"
#include "indexer/decode/preset.hpp"
#include "indexer/decode/snappy_frame.hpp"
#include "indexer/era_roots.hpp"
#include "indexer/replay/replay.hpp"
#include "indexer/source/era_name.hpp"
#include "indexer/source/era_writer.hpp"

namespace apsis {
namespace {

/// One export of a chain of preset P.
template <class P>
class Export {
 public:
  Export(BlockSource& source, const EraExportOptions& options, const EraChain& chain)
      : source_(source), options_(options), chain_(chain) {}

  Expected<std::size_t> run();

 private:
  static constexpr std::uint64_t era_slots = P::slots_per_historical_root;

  Expected<void> begin();
  Expected<void> do_slot(std::uint64_t slot);
  Expected<void> apply(const RawBlock& raw, std::uint64_t slot);
  Expected<void> open_era(std::uint64_t era, const std::optional<RawBlock>& block);
  Expected<void> finish_era(std::uint64_t era);
  Expected<void> add_block(const RawBlock& raw);
  Expected<bool> has_start_block(std::uint64_t slot, std::optional<RawBlock>& block);

  BlockSource& source_;
  const EraExportOptions& options_;
  const EraChain& chain_;
  std::optional<Replay<P>> replay_;
  std::optional<EraWriter> writer_;
  std::size_t written_ = 0;
};

template <class P>
Expected<std::size_t> Export<P>::run() {
  if (auto ok = begin(); !ok) return std::unexpected(std::move(ok.error()));
  const std::uint64_t first = replay_->state.slot + 1;
  for (std::uint64_t slot = first; slot <= options_.last_slot; ++slot) {
    if (options_.stop.stop_requested() || (slot - 1) / era_slots >= options_.last_era) break;
    if (auto ok = do_slot(slot); !ok) return std::unexpected(std::move(ok.error()));
    if (options_.slot_done) options_.slot_done(slot);
  }
  return written_;
}

/// Loads the first state. Genesis is an era of its own; a state at the end of another era begins
/// the next one, if its block is there.
template <class P>
Expected<void> Export<P>::begin() {
  Bytes bytes;
  if (options_.known_state) {
    bytes = *options_.known_state;
  } else {
    auto raw = source_.start_state(options_.start);
    if (!raw) return std::unexpected(std::move(raw.error()));
    bytes = std::move(raw->bytes);
  }
  const auto slot = peek_state_slot(bytes);
  if (!slot) return std::unexpected(slot.error());
  auto replay =
      start_replay<P>(*chain_.config, chain_.types, chain_.fork_at_slot(Slot(*slot)), bytes);
  if (!replay) return std::unexpected(within("the start state", std::move(replay.error())));
  replay_ = std::move(*replay);
  if (*slot % era_slots != 0) return {};
  if (*slot == 0) {
    if (auto ok = open_era(0, std::nullopt); !ok) return ok;
    if (auto ok = finish_era(0); !ok) return ok;
    return open_era(1, std::nullopt);
  }
  std::optional<RawBlock> block;
  const auto known = has_start_block(*slot, block);
  if (!known) return std::unexpected(known.error());
  return *known ? open_era(*slot / era_slots + 1, block) : Expected<void>{};
}

/// Whether the start state's own block is known: applied and in the source, or its slot is empty.
/// A state without its block gets it here.
template <class P>
Expected<bool> Export<P>::has_start_block(std::uint64_t slot, std::optional<RawBlock>& block) {
  auto raw = source_.block_at(Slot(slot));
  if (!raw) return std::unexpected(std::move(raw.error()));
  block = std::move(*raw);
  const BeaconBlockHeader header = replay_->state.latest_block_header;
  if (header.slot != slot) {
    if (block) {
      if (auto ok = apply(*block, slot); !ok) return std::unexpected(std::move(ok.error()));
    }
    return true;
  }
  if (!block) return false;
  const auto view =
      chain_.types[chain_.fork_at_slot(Slot(slot))].decode("SignedBeaconBlock", block->bytes);
  if (!view) {
    return std::unexpected(within(fmt::format("block of slot {}", slot), view.error()));
  }
  BeaconBlockHeader complete = header;
  if (complete.state_root == Bytes32{}) complete.state_root = current_state_root(*replay_);
  if (hash_tree_root(view->field("message")) == hash_tree_root(complete)) return true;
  return fail(ErrorKind::mismatch, "the source's block is not the one of the start state",
              fmt::format("slot {}", slot),
              "The folder's era files are of another chain: choose another folder");
}

template <class P>
Expected<void> Export<P>::apply(const RawBlock& raw, std::uint64_t slot) {
  const std::string place = fmt::format("block of slot {}", slot);
  const auto view =
      chain_.types[chain_.fork_at_slot(Slot(slot))].decode("SignedBeaconBlock", raw.bytes);
  if (!view) return std::unexpected(within(place, view.error()));
  const SszView block = view->field("message");
  if (block.field("slot").as_u64() != slot) {
    return fail(ErrorKind::mismatch, "the source gave a block of another slot", place);
  }
  return apply_block(*replay_, block);
}

template <class P>
Expected<void> Export<P>::do_slot(std::uint64_t slot) {
  const auto raw = source_.block_at(Slot(slot));
  if (!raw) return std::unexpected(raw.error());
  const bool ends_era = slot % era_slots == 0;
  if (*raw) {
    if (auto ok = apply(**raw, slot); !ok) return ok;
  } else if (ends_era) {
    if (auto ok = process_slots(*replay_, slot); !ok) return ok;
  }
  if (!ends_era) return *raw ? add_block(**raw) : Expected<void>{};
  if (auto ok = finish_era(slot / era_slots); !ok) return ok;
  return open_era(slot / era_slots + 1, *raw);
}

template <class P>
Expected<void> Export<P>::add_block(const RawBlock& raw) {
  if (!writer_) return {};
  return writer_->add_packed_block(raw.slot, pack_snappy_frames(raw.bytes));
}

template <class P>
Expected<void> Export<P>::open_era(std::uint64_t era, const std::optional<RawBlock>& block) {
  if (era < options_.first_era || era > options_.last_era) return {};
  const std::uint64_t first = era == 0 ? 0 : (era - 1) * era_slots;
  const auto path = options_.directory / fmt::format("{}-{:05}", chain_.config->config_name, era);
  auto writer = EraWriter::create(path, Slot(first), Slot(era * era_slots));
  if (!writer) return std::unexpected(std::move(writer.error()));
  writer_.emplace(std::move(*writer));
  return block ? add_block(*block) : Expected<void>{};
}

template <class P>
Expected<void> Export<P>::finish_era(std::uint64_t era) {
  if (!writer_) return {};
  const SszType& type = chain_.types[replay_->state.fork]["BeaconState"];
  const Bytes state = serialize_state(replay_->state, type);
  const std::string name =
      era_file_name(chain_.config->config_name, era, era_root_of(SszView(type, state)));
  if (auto ok = writer_->finish(pack_snappy_frames(state), name); !ok) return ok;
  writer_.reset();
  ++written_;
  if (options_.written) options_.written(options_.directory / name);
  return {};
}

template <class P>
Expected<std::size_t> export_with(BlockSource& source, const EraExportOptions& options,
                                  const EraChain& chain) {
  return Export<P>(source, options, chain).run();
}

}  // namespace

Expected<std::size_t> export_eras(BlockSource& source, const EraExportOptions& options) {
  const auto config = chain_config_of(source.chain_spec());
  if (!config) return std::unexpected(config.error());
  if (config->config_name.empty() || config->config_name.find('/') != std::string::npos) {
    return fail(ErrorKind::usage, "\"" + config->config_name + "\" cannot begin a file's name",
                "config CONFIG_NAME", "Give the chain a name in its configuration");
  }
  const EraChain chain = EraChain::make(*config);
  switch (config->preset) {
    case PresetName::mainnet:
      return export_with<MainnetPreset>(source, options, chain);
    case PresetName::minimal:
      return export_with<MinimalPreset>(source, options, chain);
    case PresetName::gnosis:
      return export_with<GnosisPreset>(source, options, chain);
  }
  return fail(ErrorKind::usage, "a preset that is not built", "config PRESET_BASE");
}

}  // namespace apsis
