// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/long_chain.hpp"

#include <fmt/format.h>

#include <fstream>

#include "core/endian.hpp"
#include "core/hash/sha256.hpp"
#include "indexer/chain_config_of.hpp"
#include "indexer/decode/preset.hpp"
#include "indexer/replay/accessors.hpp"
#include "indexer/replay/block_steps.hpp"
#include "indexer/replay/replay.hpp"
#include "indexer/source/ssz_peek.hpp"

namespace apsis {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t state_root_at = block_message_offset + 48;
constexpr std::size_t signature_bytes = 96;
constexpr std::size_t logs_bloom_bytes = 256;
constexpr std::size_t offset_bytes = 4;
constexpr std::size_t lists_of_operations = 5;
constexpr std::size_t lists_of_requests = 3;
constexpr std::size_t payload_fixed_bytes = 528;

/// Serializes SSZ by hand, field after field.
struct Ssz {
  Bytes bytes{};
  Ssz& put(ByteSpan data) {
    bytes.insert(bytes.end(), data.begin(), data.end());
    return *this;
  }
  template <class T>
  Ssz& number(T value) {
    const std::size_t at = bytes.size();
    bytes.resize(at + sizeof(T));
    store_le<T>(bytes.data() + at, value);
    return *this;
  }
  Ssz& zeros(std::size_t count) {
    bytes.resize(bytes.size() + count);
    return *this;
  }
  Ssz& offset(std::size_t value) { return number(static_cast<std::uint32_t>(value)); }
};

/// What a payload on top of this state must be, without transactions.
template <class P>
Expected<Bytes> make_payload(const Replay<P>& run) {
  const BeaconState& state = run.state;
  const auto expected = get_expected_withdrawals(run);
  if (!expected) return std::unexpected(expected.error());
  Ssz slot;
  slot.number(state.slot);
  Ssz out;
  out.put(state.latest_execution_payload_header.block_hash).zeros(20 + 32 + 32 + logs_bloom_bytes);
  out.put(get_randao_mix<P>(state, run.current_epoch())).number(state.slot);
  out.number<std::uint64_t>(30'000'000).number<std::uint64_t>(0);
  out.number(state.genesis_time + state.slot * run.config->slot_duration_ms / 1000);
  out.offset(payload_fixed_bytes).number<std::uint64_t>(7).zeros(24).put(sha256(slot.bytes));
  out.offset(payload_fixed_bytes).offset(payload_fixed_bytes).zeros(16);
  for (const Withdrawal& withdrawal : expected->withdrawals) {
    out.number(withdrawal.index).number(withdrawal.validator_index);
    out.put(withdrawal.address).number(withdrawal.amount_gwei);
  }
  return out.bytes;
}

/// The body of a block without operations on top of this state.
template <class P>
Expected<Bytes> make_body(const Replay<P>& run) {
  const auto payload = make_payload(run);
  if (!payload) return payload;
  const bool has_requests = run.state.fork >= Fork::electra;
  const Eth1Data& eth1 = run.state.eth1_data;
  const std::size_t fixed = signature_bytes + 72 + 32 + offset_bytes * lists_of_operations +
                            P::sync_committee_size / 8 + signature_bytes + offset_bytes * 3 +
                            (has_requests ? offset_bytes : 0);
  const std::size_t end = fixed + payload->size();
  Ssz out;
  out.zeros(signature_bytes);
  out.put(eth1.deposit_root).number(eth1.deposit_count).put(eth1.block_hash).zeros(32);
  for (std::size_t i = 0; i < lists_of_operations; ++i) out.offset(fixed);
  // Nobody of the sync committee signed: the point at infinity.
  out.zeros(P::sync_committee_size / 8)
      .template number<std::uint8_t>(0xc0)
      .zeros(signature_bytes - 1);
  out.offset(fixed).offset(end).offset(end);
  if (has_requests) out.offset(end);
  out.put(*payload);
  if (!has_requests) return out.bytes;
  for (std::size_t i = 0; i < lists_of_requests; ++i) out.offset(lists_of_requests * offset_bytes);
  return out.bytes;
}

/// Adds the block of a slot to the replay; gives its bytes.
template <class P>
Expected<Bytes> add_block(Replay<P>& run, std::uint64_t slot) {
  if (auto ok = process_slots(run, slot); !ok) return std::unexpected(std::move(ok.error()));
  const auto proposer = get_beacon_proposer_index<P>(run.state, run.cache);
  if (!proposer) return std::unexpected(proposer.error());
  const auto body = make_body(run);
  if (!body) return body;
  Ssz out;
  out.offset(block_message_offset).zeros(signature_bytes).number(slot);
  out.number<std::uint64_t>(*proposer).put(hash_tree_root(run.state.latest_block_header)).zeros(32);
  out.offset(block_header_bytes).put(*body);
  const auto view = (*run.types)[run.state.fork].decode("SignedBeaconBlock", out.bytes);
  if (!view) return std::unexpected(view.error());
  if (auto ok = process_block(run, view->field("message")); !ok) return std::unexpected(ok.error());
  run.state_root.reset();
  const Bytes32 root = current_state_root(run);
  std::copy(root.begin(), root.end(), out.bytes.begin() + state_root_at);
  return out.bytes;
}

fs::path block_path(const fs::path& folder, std::uint64_t slot) {
  return folder / "blocks" / fmt::format("{}.ssz", slot);
}

/// Links what was recorded.
Expected<void> link_recording(const Recording& recording, const fs::path& folder) {
  std::error_code error;
  const fs::path from = fs::absolute(recording.directory());
  fs::create_directory(folder / "blocks", error);
  for (const char* name : {"spec.json", "genesis.json", "genesis.ssz"}) {
    if (!error) fs::create_symlink(from / name, folder / name, error);
  }
  for (const auto& [slot, block] : recording.blocks()) {
    if (!error && slot != 0) {
      fs::create_symlink(block_path(from, slot), block_path(folder, slot), error);
    }
  }
  if (!error) return {};
  return fail(ErrorKind::unavailable, "cannot link a recording: " + error.message(),
              folder.string(), "Name an empty folder");
}

template <class P>
Expected<void> write_with(Recording& recording, const std::set<std::uint64_t>& slots,
                          const fs::path& folder, const ChainConfig& config) {
  const ChainTypes types = ChainTypes::make<P>(config);
  const StartPoint start{StartPoint::Kind::slot, Slot(*recording.state_slots().rbegin())};
  const auto state = recording.start_state(start);
  if (!state) return std::unexpected(state.error());
  const auto first = peek_state(state->bytes);
  if (!first) return fail(ErrorKind::decode, "the last state is none", folder.string());
  const auto fork_at = [&](std::uint64_t slot) {
    return config.fork_at(slot / P::slots_per_epoch);
  };
  auto run = start_replay<P>(config, types, fork_at(first->slot.value), state->bytes);
  if (!run) return std::unexpected(run.error());
  const std::uint64_t last = recording.blocks().rbegin()->first;
  for (std::uint64_t slot = first->slot.value + 1; slot <= last; ++slot) {
    const auto raw = recording.block_at(Slot(slot));
    if (!raw) return std::unexpected(raw.error());
    if (!*raw) continue;
    const auto view = types[fork_at(slot)].decode("SignedBeaconBlock", (*raw)->bytes);
    if (!view) return std::unexpected(view.error());
    if (auto ok = apply_block(*run, view->field("message")); !ok) return ok;
  }
  for (const std::uint64_t slot : slots) {
    const auto made = add_block(*run, slot);
    if (!made) return std::unexpected(within(fmt::format("slot {}", slot), made.error()));
    std::ofstream file(block_path(folder, slot), std::ios::binary);
    file.write(reinterpret_cast<const char*>(made->data()),
               static_cast<std::streamsize>(made->size()));
    if (file.flush()) continue;
    return fail(ErrorKind::unavailable, "cannot write a block", block_path(folder, slot).string());
  }
  return {};
}

}  // namespace

Expected<void> write_long_chain(Recording& recording, const std::set<std::uint64_t>& slots,
                                const fs::path& folder) {
  const auto config = chain_config_of(recording.chain_spec());
  if (!config) return std::unexpected(config.error());
  if (recording.state_slots().empty() || recording.blocks().empty() || slots.empty() ||
      *slots.begin() <= recording.blocks().rbegin()->first) {
    return fail(ErrorKind::usage, "no blocks to add behind the recording's own, or no state there",
                recording.directory().string(), "Give slots behind its last block");
  }
  if (auto ok = link_recording(recording, folder); !ok) return ok;
  switch (config->preset) {
    case PresetName::mainnet:
      return write_with<MainnetPreset>(recording, slots, folder, *config);
    case PresetName::minimal:
      return write_with<MinimalPreset>(recording, slots, folder, *config);
    case PresetName::gnosis:
      return write_with<GnosisPreset>(recording, slots, folder, *config);
  }
  return fail(ErrorKind::usage, "a preset that is not built", "config PRESET_BASE");
}

std::set<std::uint64_t> sparse_slots(std::uint64_t last, std::uint64_t end) {
  constexpr std::uint64_t step = 37, era = MainnetPreset::slots_per_historical_root, gap = 100;
  std::set<std::uint64_t> out;
  for (std::uint64_t slot = last + step; slot <= end; slot += step) {
    const std::uint64_t boundary = (slot + era / 2) / era * era;
    const std::uint64_t away = slot < boundary ? boundary - slot : slot - boundary;
    if (boundary / era % 2 == 1 || away > gap) out.insert(slot);
  }
  for (std::uint64_t slot = era; slot <= end; slot += 2 * era) {
    if (slot > last) out.insert(slot);
  }
  return out;
}

}  // namespace apsis
