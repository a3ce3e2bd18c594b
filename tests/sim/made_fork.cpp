// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/made_fork.hpp"

#include <algorithm>
#include <cstring>

#include "core/endian.hpp"
#include "core/hex.hpp"
#include "indexer/chain_config_of.hpp"
#include "indexer/decode/preset.hpp"
#include "indexer/replay/accessors.hpp"
#include "indexer/replay/block_steps.hpp"
#include "indexer/replay/replay.hpp"
#include "indexer/source/ssz_peek.hpp"

namespace apsis {

namespace {

/// Where fields stand in a SignedBeaconBlock.
constexpr std::size_t parent_root_at = block_message_offset + 16;
constexpr std::size_t state_root_at = block_message_offset + 48;
/// Where the offsets of the lists of operations stand in a body: slashings of both kinds,
/// attestations, deposits, exits.
constexpr std::size_t list_offsets_at = 200;
constexpr std::size_t list_offsets = 5;
constexpr std::size_t signature_bytes = 96;
constexpr std::size_t withdrawal_bytes = 44;

/// A block that is being changed: its bytes, and where a view's field stands in them.
struct Draft {
  Bytes bytes;
  std::uint8_t* at(const SszView& view) {
    return bytes.data() + (view.bytes().data() - bytes.data());
  }
};

void write(std::uint8_t* to, const Bytes32& value) {
  std::copy(value.begin(), value.end(), to);
}

/// The same block with an empty list of attestations.
Bytes without_attestations(Bytes bytes, std::size_t sync_committee_size) {
  const std::size_t body = block_message_offset + block_header_bytes;
  const auto offset = [&](std::size_t place) {
    return load_le<std::uint32_t>(bytes.data() + body + place);
  };
  const std::size_t first = offset(list_offsets_at + 8);
  const std::size_t length = offset(list_offsets_at + 12) - first;
  const std::size_t fixed_end = offset(list_offsets_at);
  const auto lower = [&](std::size_t place) {
    const std::uint32_t value = offset(place) - static_cast<std::uint32_t>(length);
    store_le<std::uint32_t>(bytes.data() + body + place, value);
  };
  for (std::size_t i = 3; i < list_offsets; ++i) lower(list_offsets_at + 4 * i);
  const std::size_t sync_end =
      list_offsets_at + 4 * list_offsets + sync_committee_size / 8 + signature_bytes;
  for (std::size_t place = sync_end; place < fixed_end; place += 4) lower(place);
  const auto begin = bytes.begin() + static_cast<std::ptrdiff_t>(body + first);
  bytes.erase(begin, begin + static_cast<std::ptrdiff_t>(length));
  return bytes;
}

/// Builds a branch on a replay that stands at the branch's parent.
template <class P>
class Maker {
 public:
  Maker(const ChainConfig& config, const ChainTypes& types, Replay<P> run)
      : config_(config), types_(types), run_(std::move(run)) {}

  Replay<P>& run() { return run_; }

  /// The block of that slot on top of the branch; nothing when it would not be valid.
  std::optional<ShownBlock> add(const RawBlock& recorded) {
    const bool drops = recorded.slot.value % 2 == 1;
    const Bytes bare = without_attestations(recorded.bytes, P::sync_committee_size);
    auto made = attempt(recorded.slot, drops ? bare : recorded.bytes);
    if (!made && !drops) made = attempt(recorded.slot, bare);
    return made;
  }

 private:
  std::optional<ShownBlock> attempt(Slot slot, Bytes bytes) {
    const Fork fork = config_.fork_at(slot.value / P::slots_per_epoch);
    Draft draft{std::move(bytes)};
    const auto view = types_[fork].decode("SignedBeaconBlock", draft.bytes);
    if (!view) return std::nullopt;
    const SszView block = view->field("message");
    Replay<P> next = run_;
    if (!process_slots(next, slot.value) || !patch(next, draft, block)) return std::nullopt;
    if (!process_block(next, block)) return std::nullopt;
    next.state_root.reset();
    const Bytes32 state_root = current_state_root(next);
    write(draft.bytes.data() + state_root_at, state_root);
    const Bytes32 root = hash_tree_root(block);
    run_ = std::move(next);
    return ShownBlock{slot, to_hex(root), std::string(draft.bytes.begin(), draft.bytes.end()),
                      *peek_block(draft.bytes)};
  }

  /// Fits a block to the state that it will stand on.
  bool patch(const Replay<P>& next, Draft& draft, const SszView& block) {
    const BeaconState& state = next.state;
    write(draft.bytes.data() + parent_root_at, hash_tree_root(state.latest_block_header));
    const SszView body = block.field("body");
    std::memcpy(draft.at(body.field("graffiti")), "made on purpose", 15);
    if (!body.has("execution_payload")) return true;
    const SszView payload = body.field("execution_payload");
    write(draft.at(payload.field("parent_hash")), state.latest_execution_payload_header.block_hash);
    write(draft.at(payload.field("prev_randao")), get_randao_mix<P>(state, next.current_epoch()));
    if (!payload.has("withdrawals")) return true;
    const auto expected = get_expected_withdrawals(next);
    const SszView list = payload.field("withdrawals");
    if (!expected || expected->withdrawals.size() != list.size()) return false;
    for (std::size_t i = 0; i < list.size(); ++i) {
      const Withdrawal& withdrawal = expected->withdrawals[i];
      std::uint8_t* to = draft.at(list) + i * withdrawal_bytes;
      store_le<std::uint64_t>(to, withdrawal.index);
      store_le<std::uint64_t>(to + 8, withdrawal.validator_index);
      std::copy(withdrawal.address.begin(), withdrawal.address.end(), to + 16);
      store_le<std::uint64_t>(to + 36, withdrawal.amount_gwei);
    }
    return true;
  }

  const ChainConfig& config_;
  const ChainTypes& types_;
  Replay<P> run_;
};

template <class P>
Expected<std::vector<ShownBlock>> make_with(Recording& recording, const ChainConfig& config,
                                            Slot parent, Slot last) {
  const ChainTypes types = ChainTypes::make<P>(config);
  const auto above = recording.state_slots().upper_bound(parent.value);
  const StartPoint start = above == recording.state_slots().begin()
                               ? StartPoint{}
                               : StartPoint{StartPoint::Kind::slot, Slot(*std::prev(above))};
  const auto state = recording.start_state(start);
  if (!state) return std::unexpected(state.error());
  const std::uint64_t from = state->slot.value_or(Slot(0)).value;
  auto run =
      start_replay<P>(config, types, config.fork_at(from / P::slots_per_epoch), state->bytes);
  if (!run) return std::unexpected(run.error());
  Maker<P> maker(config, types, std::move(*run));
  std::vector<ShownBlock> out;
  for (std::uint64_t slot = from + 1; slot <= last.value; ++slot) {
    const auto raw = recording.block_at(Slot(slot));
    if (!raw) return std::unexpected(raw.error());
    if (!*raw) continue;
    if (slot > parent.value) {
      if (auto made = maker.add(**raw)) out.push_back(std::move(*made));
      continue;
    }
    const Fork fork = config.fork_at(slot / P::slots_per_epoch);
    const auto view = types[fork].decode("SignedBeaconBlock", (*raw)->bytes);
    if (!view) return std::unexpected(view.error());
    if (auto ok = apply_block(maker.run(), view->field("message")); !ok) {
      return std::unexpected(ok.error());
    }
  }
  if (out.empty()) {
    return fail(ErrorKind::usage, "no block of the branch could be made",
                std::to_string(parent.value) + ":" + std::to_string(last.value),
                "Take other slots");
  }
  return out;
}

}  // namespace

Expected<std::vector<ShownBlock>> make_fork(Recording& recording, Slot parent, Slot last) {
  const auto config = chain_config_of(recording.chain_spec());
  if (!config) return std::unexpected(config.error());
  if (config->preset == PresetName::gnosis) {
    return fail(ErrorKind::usage, "branches are made for mainnet and minimal presets alone", "");
  }
  return config->preset == PresetName::mainnet
             ? make_with<MainnetPreset>(recording, *config, parent, last)
             : make_with<MinimalPreset>(recording, *config, parent, last);
}

}  // namespace apsis
