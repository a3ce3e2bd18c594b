// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/source/chain_probe.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/check.hpp"
#include "core/hex.hpp"
#include "indexer/source/ssz_peek.hpp"

namespace apsis {

namespace {

const std::string blocks_path = "/eth/v2/beacon/blocks/";

}  // namespace

ChainProbe::ChainProbe(BeaconApi& api, const ChainSpec& spec, BlockRoot block_root)
    : api_(api),
      spec_(spec),
      block_root_(std::move(block_root)),
      epoch_slots_(slots_per_epoch(spec).value_or(0)) {
  CHECK(epoch_slots_ > 0);
}

Expected<TreeBlock> ChainProbe::rooted(RawBlock block, const std::string& path) {
  auto root = block_root_(block);
  if (!root) return std::unexpected(within(api_.where(path), std::move(root.error())));
  const auto peek = peek_block(block.bytes);
  CHECK(peek.has_value());
  return TreeBlock{*root, peek->parent_root, std::move(block)};
}

Expected<std::optional<TreeBlock>> ChainProbe::block_by_id(const std::string& id) {
  auto block = api_.block_by_id(id, spec_);
  if (!block) return std::unexpected(block.error());
  if (!*block) return std::nullopt;
  auto out = rooted(std::move(**block), blocks_path + id);
  if (!out) return std::unexpected(out.error());
  return std::move(*out);
}

Expected<std::optional<BlockPoint>> ChainProbe::head() {
  const auto header = api_.header("head");
  if (!header) return std::unexpected(header.error());
  if (*header) return BlockPoint{(*header)->slot, (*header)->root};
  const auto block = block_by_id("head");
  if (!block) return std::unexpected(block.error());
  if (!*block) return std::nullopt;
  return BlockPoint{(*block)->block.slot, (*block)->root};
}

Expected<FinalPoint> ChainProbe::finalized() {
  const auto finality = api_.finality();
  if (!finality) return std::unexpected(finality.error());
  if (*finality) {
    const Slot slot((*finality)->epoch.value * epoch_slots_);
    FinalPoint out{(*finality)->epoch, slot, (*finality)->root};
    if (out.epoch.value == 0 || out.root != Bytes32{}) return out;
    const auto block = block_up_to(slot);
    if (!block) return std::unexpected(block.error());
    if (*block) out.root = (*block)->root;
    return out;
  }
  std::optional<BlockPoint> point;
  const auto header = api_.header("finalized");
  if (!header) return std::unexpected(header.error());
  if (*header) {
    point = BlockPoint{(*header)->slot, (*header)->root};
  } else {
    const auto block = block_by_id("finalized");
    if (!block) return std::unexpected(block.error());
    if (*block) point = BlockPoint{(*block)->block.slot, (*block)->root};
  }
  if (!point) return FinalPoint{};
  const Epoch epoch((point->slot.value + epoch_slots_ - 1) / epoch_slots_);
  return FinalPoint{epoch, Slot(epoch.value * epoch_slots_), point->root};
}

Expected<std::optional<TreeBlock>> ChainProbe::block(const Bytes32& root,
                                                     std::optional<Slot> below) {
  const std::string id = to_hex(root);
  auto by_root = block_by_id(id);
  if (!by_root) return by_root;
  if (!*by_root) {
    if (!below || below->value == 0) return std::nullopt;
    auto by_slot = block_up_to(Slot(below->value - 1));
    if (by_slot && *by_slot && (*by_slot)->root != root) return std::nullopt;
    return by_slot;
  }
  if ((*by_root)->root != root) {
    return fail(ErrorKind::mismatch,
                fmt::format("wrong block: asked for root {}, got the block of slot {} with root {}",
                            id, (*by_root)->block.slot.value, to_hex((*by_root)->root)),
                api_.where(blocks_path + id), "Use another node");
  }
  return by_root;
}

Expected<std::optional<TreeBlock>> ChainProbe::block_at(Slot slot) {
  auto block = api_.block(slot, spec_);
  if (!block) return std::unexpected(block.error());
  if (!*block) return std::nullopt;
  auto out = rooted(std::move(**block), fmt::format("{}{}", blocks_path, slot.value));
  if (!out) return std::unexpected(out.error());
  return std::move(*out);
}

Expected<std::optional<TreeBlock>> ChainProbe::block_up_to(Slot slot) {
  const std::uint64_t last = slot.value - std::min(slot.value, max_slots_back);
  for (std::uint64_t at = slot.value;; --at) {
    auto block = block_at(Slot(at));
    if (!block || *block || at == last) return block;
  }
}

}  // namespace apsis
