// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/recorded_chain.hpp"

#include <simdjson.h>

#include <charconv>
#include <iterator>

namespace apsis {

namespace {

std::optional<std::uint64_t> decimal(std::string_view text) {
  std::uint64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return out;
}

/// Roots of the saved orphans that a manifest lists; none when it lists none.
std::map<std::uint64_t, std::string> read_orphan_roots(const std::filesystem::path& manifest) {
  std::map<std::uint64_t, std::string> out;
  simdjson::dom::parser parser;
  simdjson::dom::array orphans;
  if (parser.load(manifest.string())["orphans"].get(orphans)) return out;
  for (const simdjson::dom::element orphan : orphans) {
    std::uint64_t slot = 0;
    std::string_view root;
    bool saved = true;
    if (orphan["slot"].get(slot) || orphan["root"].get(root)) continue;
    if (!orphan["saved"].get(saved) && !saved) continue;
    out[slot] = std::string(root);
  }
  return out;
}

}  // namespace

RecordedChain::RecordedChain(Recording recording) : recording_(std::move(recording)) {
  const auto last = recording_.last_slot();
  if (last && *last) last_slot_ = **last;
  orphan_roots_ = read_orphan_roots(recording_.directory() / "manifest.json");
}

std::optional<Slot> RecordedChain::block_at_or_before(Slot slot) const {
  const auto above = recording_.blocks().upper_bound(slot.value);
  if (above == recording_.blocks().begin()) return std::nullopt;
  return Slot(std::prev(above)->first);
}

Slot RecordedChain::first_slot(Epoch epoch) const {
  return Slot(epoch.value * slots_per_epoch(recording_.chain_spec()).value_or(32));
}

std::optional<Slot> RecordedChain::block_slot(std::string_view id, Slot head) const {
  const auto& blocks = recording_.blocks();
  if (id == "head") return block_at_or_before(head);
  if (id == "genesis") id = "0";
  if (id == "finalized" || id == "justified") {
    const auto finality = recording_.finality_at(head);
    if (!finality) return std::nullopt;
    return block_at_or_before(
        first_slot(id == "finalized" ? finality->finalized : finality->justified));
  }
  if (id.starts_with("0x")) {
    for (const auto& [slot, block] : blocks) {
      if (block.root == id && slot <= head.value) return Slot(slot);
    }
    return std::nullopt;
  }
  const auto slot = decimal(id);
  if (!slot || *slot > head.value || !blocks.contains(*slot)) return std::nullopt;
  return Slot(*slot);
}

std::optional<Slot> RecordedChain::state_slot(std::string_view id, Slot head) const {
  const auto& states = recording_.state_slots();
  if (id == "genesis") id = "0";
  Slot newest = head;
  if (id == "finalized" || id == "justified") {
    const auto finality = recording_.finality_at(head);
    if (!finality) return std::nullopt;
    newest = first_slot(id == "finalized" ? finality->finalized : finality->justified);
  } else if (id != "head") {
    const auto slot = decimal(id);
    if (!slot || *slot > head.value || !states.contains(*slot)) return std::nullopt;
    return Slot(*slot);
  }
  const auto above = states.upper_bound(newest.value);
  if (above == states.begin()) return std::nullopt;
  return Slot(*std::prev(above));
}

std::string RecordedChain::root_of(Slot slot) const {
  const auto found = recording_.blocks().find(slot.value);
  return found == recording_.blocks().end() ? std::string() : found->second.root;
}

std::string RecordedChain::orphan_root_of(Slot slot) const {
  const auto found = orphan_roots_.find(slot.value);
  return found == orphan_roots_.end() ? std::string() : found->second;
}

}  // namespace apsis
