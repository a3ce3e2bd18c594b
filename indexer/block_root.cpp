// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/block_root.hpp"

#include <memory>

#include "indexer/chain_config_of.hpp"
#include "indexer/decode/fork_types.hpp"
#include "indexer/decode/preset.hpp"

namespace apsis {

namespace {

/// A chain's types and what says which fork a block is of.
struct BlockTypes {
  ChainConfig config;
  ChainTypes types;
  std::uint64_t epoch_slots;

  Expected<Bytes32> root_of(const RawBlock& raw) const {
    const auto slot = peek_block_slot(raw.bytes);
    if (!slot) return std::unexpected(slot.error());
    const auto view =
        types[config.fork_at(*slot / epoch_slots)].decode("SignedBeaconBlock", raw.bytes);
    if (!view) return std::unexpected(view.error());
    return hash_tree_root(view->field("message"));
  }
};

template <class P>
BlockRoot block_root_with(const ChainConfig& config) {
  // One set of types, however often the function is copied; nothing writes to it.
  auto types = std::make_shared<const BlockTypes>(
      BlockTypes{config, ChainTypes::make<P>(config), P::slots_per_epoch});
  return [types = std::move(types)](const RawBlock& raw) { return types->root_of(raw); };
}

}  // namespace

Expected<BlockRoot> make_block_root(const ChainSpec& spec) {
  const auto config = chain_config_of(spec);
  if (!config) return std::unexpected(config.error());
  switch (config->preset) {
    case PresetName::mainnet:
      return block_root_with<MainnetPreset>(*config);
    case PresetName::minimal:
      return block_root_with<MinimalPreset>(*config);
    case PresetName::gnosis:
      return block_root_with<GnosisPreset>(*config);
  }
  return fail(ErrorKind::usage, "a preset that is not built", "config PRESET_BASE");
}

}  // namespace apsis
