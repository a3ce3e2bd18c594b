// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/source/recording.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>

#include "core/hex.hpp"
#include "indexer/source/block_index.hpp"
#include "indexer/source/file_bytes.hpp"
#include "indexer/source/json_text.hpp"
#include "indexer/source/ssz_peek.hpp"

namespace apsis {

namespace {

namespace fs = std::filesystem;

constexpr const char* whole_remedy = "Unpack the recording again";

Expected<RawBlock> read_block(const fs::path& path, Slot slot, const std::string& fork_name) {
  auto bytes = read_file_bytes(path);
  if (!bytes) return std::unexpected(bytes.error());
  const auto peek = peek_block(*bytes);
  if (!peek) {
    return fail(
        ErrorKind::decode,
        fmt::format("{} bytes are no SignedBeaconBlock: too short, or no message at byte {}",
                    bytes->size(), block_message_offset),
        path.string(), whole_remedy);
  }
  if (peek->slot != slot) {
    return fail(ErrorKind::mismatch,
                fmt::format("holds a block of slot {} under the name of slot {}", peek->slot.value,
                            slot.value),
                path.string(), whole_remedy);
  }
  return RawBlock{slot, std::move(*bytes), fork_name};
}

}  // namespace

Expected<Recording> Recording::open(const fs::path& directory) {
  std::error_code error;
  if (!fs::is_directory(directory, error)) {
    return fail(ErrorKind::usage, "no such directory", directory.string(),
                "Name the directory of an unpacked recording");
  }
  Recording out(directory);
  if (const auto done = out.read_lists(); !done) return std::unexpected(done.error());
  return out;
}

Expected<void> Recording::read_lists() {
  if (const auto done = read_spec(); !done) return done;
  if (const auto done = read_blocks(); !done) return done;
  auto states = list_slot_files(directory_ / "states");
  if (!states) return std::unexpected(states.error());
  for (const auto& [slot, path] : *states) state_slots_.insert(slot);
  if (genesis_file()) state_slots_.insert(0);
  auto orphans = list_slot_files(directory_ / "orphans");
  if (!orphans) return std::unexpected(orphans.error());
  orphans_ = std::move(*orphans);
  if (const auto done = read_manifest(); !done) return done;
  return read_genesis();
}

Expected<void> Recording::read_spec() {
  const fs::path json = directory_ / "spec.json";
  const fs::path yaml = directory_ / "config.yaml";
  const bool use_yaml = !fs::exists(json) && fs::exists(yaml);
  const auto text = read_file_text(use_yaml ? yaml : json);
  if (!text) return std::unexpected(text.error());
  auto spec =
      use_yaml ? parse_config_yaml(*text, yaml.string()) : parse_spec_json(*text, json.string());
  if (!spec) return std::unexpected(spec.error());
  spec_ = std::move(*spec);
  return {};
}

Expected<void> Recording::read_blocks() {
  const fs::path folder = directory_ / "blocks";
  const fs::path index = folder / "index.tsv";
  if (fs::exists(index)) {
    const auto text = read_file_text(index);
    if (!text) return std::unexpected(text.error());
    auto lines = parse_block_index(*text, index.string());
    if (!lines) return std::unexpected(lines.error());
    for (auto& line : *lines) blocks_[line.slot] = {line.root, line.fork_name};
  } else {
    const auto files = list_slot_files(folder);
    if (!files) return std::unexpected(files.error());
    for (const auto& [slot, path] : *files) blocks_[slot] = {};
  }
  if (blocks_.empty()) {
    return fail(ErrorKind::usage, "holds no blocks", folder.string(),
                "Name the directory of an unpacked recording");
  }
  return {};
}

Expected<void> Recording::read_manifest() {
  const fs::path path = directory_ / "manifest.json";
  if (!fs::exists(path)) return {};
  const auto text = read_file_text(path);
  if (!text) return std::unexpected(text.error());
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  if (const auto error = parser.parse(*text).get(root)) {
    return fail(ErrorKind::decode, std::string("is not JSON: ") + simdjson::error_message(error),
                path.string(), whole_remedy);
  }
  std::uint64_t number = 0;
  if (!root["slots"]["last"].get(number)) last_recorded_slot_ = Slot(number);
  simdjson::dom::array epochs;
  if (root["epochs"].get(epochs)) return {};
  for (const simdjson::dom::element epoch : epochs) {
    std::uint64_t slot = 0;
    RecordedFinality known;
    if (epoch["slot"].get(slot) || epoch["finalized"].get(known.finalized.value)) continue;
    if (epoch["justified"].get(known.justified.value)) known.justified = known.finalized;
    finality_[slot] = known;
  }
  return {};
}

std::optional<RecordedFinality> Recording::finality_at(Slot head) const {
  const auto above = finality_.upper_bound(head.value);
  if (above == finality_.begin()) return std::nullopt;
  return std::prev(above)->second;
}

std::optional<Epoch> Recording::finalized_epoch() const {
  if (finality_.empty()) return std::nullopt;
  return finality_.rbegin()->second.finalized;
}

Expected<void> Recording::read_genesis() {
  const fs::path path = directory_ / "genesis.json";
  if (fs::exists(path)) {
    const auto text = read_file_text(path);
    if (!text) return std::unexpected(text.error());
    auto genesis = parse_genesis_json(*text, path.string());
    if (!genesis) return std::unexpected(genesis.error());
    genesis_ = *genesis;
    return {};
  }
  // Every state repeats time and validators root; the spec has the version.
  const auto file = start_file({StartPoint::Kind::earliest, {}});
  if (!file) {
    return fail(ErrorKind::usage, "neither genesis.json nor a state to read it from",
                directory_.string(), whole_remedy);
  }
  const auto bytes = read_file_bytes(*file);
  if (!bytes) return std::unexpected(bytes.error());
  const auto peek = peek_state(*bytes);
  const auto version = spec_.values.find("GENESIS_FORK_VERSION");
  const auto version_bytes =
      version == spec_.values.end() ? std::nullopt : array_from_hex<4>(version->second);
  if (!peek || !version_bytes) {
    return fail(ErrorKind::decode,
                "no genesis.json, and the earliest state or GENESIS_FORK_VERSION is unreadable",
                file->string(), whole_remedy);
  }
  genesis_ = {peek->genesis_time, peek->genesis_validators_root, *version_bytes};
  return {};
}

fs::path Recording::state_path(std::uint64_t slot) const {
  const auto genesis = slot == 0 ? genesis_file() : std::nullopt;
  return genesis ? *genesis : directory_ / "states" / fmt::format("{}.ssz", slot);
}

std::optional<fs::path> Recording::genesis_file() const {
  for (const fs::path& path : {directory_ / "genesis.ssz", directory_ / "states" / "0.ssz"}) {
    if (fs::exists(path)) return path;
  }
  return std::nullopt;
}

Expected<fs::path> Recording::start_file(StartPoint from) const {
  using Kind = StartPoint::Kind;
  if (from.kind == Kind::slot && from.slot.value > 0) {
    if (state_slots_.contains(from.slot.value)) return state_path(from.slot.value);
    return fail(ErrorKind::usage, fmt::format("no state of slot {}", from.slot.value),
                (directory_ / "states").string(), "Start from a slot whose state was recorded");
  }
  if (from.kind == Kind::finalized) {
    const auto slots = slots_per_epoch(spec_);
    const auto finalized = finalized_epoch();
    if (!finalized || !slots) {
      return fail(ErrorKind::usage, "does not say what is finalized: no manifest.json",
                  directory_.string(), "Start from genesis or from a slot");
    }
    auto above = state_slots_.upper_bound(finalized->value * *slots);
    if (above != state_slots_.begin()) return state_path(*--above);
  }
  if (const auto genesis = genesis_file()) return *genesis;
  if (from.kind == Kind::earliest && !state_slots_.empty())
    return state_path(*state_slots_.begin());
  return fail(ErrorKind::usage, "no genesis state (genesis.ssz or states/0.ssz)",
              directory_.string(), "Start from a slot whose state was recorded");
}

Expected<RawState> Recording::state_file(const fs::path& path) {
  auto bytes = read_file_bytes(path);
  if (!bytes) return std::unexpected(bytes.error());
  const auto peek = peek_state(*bytes);
  if (!peek) {
    return fail(ErrorKind::decode, fmt::format("{} bytes are no BeaconState", bytes->size()),
                path.string(), whole_remedy);
  }
  return RawState{peek->slot, std::move(*bytes), fork_at_slot(spec_, peek->slot).value_or("")};
}

Expected<RawState> Recording::start_state(StartPoint from) {
  const auto path = start_file(from);
  if (!path) return std::unexpected(path.error());
  return state_file(*path);
}

Expected<std::optional<RawBlock>> Recording::block_at(Slot slot) {
  const auto found = blocks_.find(slot.value);
  if (found == blocks_.end()) return std::nullopt;
  const fs::path path = directory_ / "blocks" / fmt::format("{}.ssz", slot.value);
  const RecordedBlock& known = found->second;
  if (!fs::exists(path)) {
    return fail(ErrorKind::mismatch,
                fmt::format("missing block: the file of slot {} (root {}, parent of the next "
                            "block) is gone, though blocks/index.tsv names it",
                            slot.value, known.root),
                path.string(), whole_remedy);
  }
  auto block = read_block(path, slot, known.fork_name);
  if (!block) return std::unexpected(block.error());
  return std::optional(std::move(*block));
}

Expected<std::vector<RawBlock>> Recording::orphans_between(Slot first, Slot last) {
  std::vector<RawBlock> out;
  for (auto it = orphans_.lower_bound(first.value); it != orphans_.end() && it->first <= last.value;
       ++it) {
    const Slot slot(it->first);
    auto block = read_block(it->second, slot, fork_at_slot(spec_, slot).value_or(""));
    if (!block) return std::unexpected(block.error());
    out.push_back(std::move(*block));
  }
  return out;
}

Expected<std::optional<Slot>> Recording::last_slot() {
  const Slot last_block(blocks_.rbegin()->first);
  if (last_recorded_slot_ && *last_recorded_slot_ > last_block) return last_recorded_slot_;
  return last_block;
}

Expected<std::optional<Bytes>> Recording::recorded_state(Slot slot) {
  if (!state_slots_.contains(slot.value)) return std::nullopt;
  auto state = state_file(state_path(slot.value));
  if (!state) return std::unexpected(state.error());
  return std::optional(std::move(state->bytes));
}

}  // namespace apsis
