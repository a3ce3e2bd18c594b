// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/era_roots.hpp"

#include <fmt/format.h>

#include "core/hash/sha256.hpp"
#include "core/hex.hpp"
#include "indexer/decode/preset.hpp"
#include "indexer/source/era_name.hpp"
#include "indexer/source/ssz_peek.hpp"

namespace apsis {
namespace {

constexpr const char* chain_remedy = "Name the network that the era files are of (--network)";
constexpr const char* file_remedy = "The era file is damaged or made up: fetch it again";

std::vector<Bytes32> read_roots(const SszView& list) {
  std::vector<Bytes32> out;
  out.reserve(list.size());
  for (std::size_t i = 0; i < list.size(); ++i) out.push_back(list[i].as_bytes<32>());
  return out;
}

std::vector<Bytes32> historical_roots_of(const SszView& state) {
  std::vector<Bytes32> out = read_roots(state.field("historical_roots"));
  if (!state.has("historical_summaries")) return out;
  const SszView summaries = state.field("historical_summaries");
  for (std::size_t i = 0; i < summaries.size(); ++i) out.push_back(hash_tree_root(summaries[i]));
  return out;
}

/// What stands at the same bytes in every fork, before the fork decides how the rest is read.
Expected<void> check_identity(const EraChain& chain, const EraGroup& group, ByteSpan state,
                              const Bytes32& genesis_validators_root, const std::string& place) {
  const auto peek = peek_state(state);
  if (!peek) {
    return fail(ErrorKind::decode, fmt::format("{} bytes are no state", state.size()), place,
                file_remedy);
  }
  if (peek->slot != group.state_slot) {
    return fail(ErrorKind::mismatch,
                fmt::format("the state is of slot {}, its index says slot {}", peek->slot.value,
                            group.state_slot.value),
                place, file_remedy);
  }
  if (peek->genesis_validators_root != genesis_validators_root) {
    return fail(ErrorKind::mismatch,
                "the state is of another chain: its genesis_validators_root is " +
                    to_hex(peek->genesis_validators_root) + ", the chain's is " +
                    to_hex(genesis_validators_root),
                place, "A folder holds the eras of one chain");
  }
  const auto& version =
      chain.config->forks[static_cast<std::size_t>(chain.fork_at_slot(peek->slot))].version;
  if (peek->fork_version == version) return {};
  return fail(ErrorKind::mismatch,
              "the state's fork version is " + to_hex(peek->fork_version) +
                  ", the configuration's at this slot is " + to_hex(version),
              place, chain_remedy);
}

/// The roots of an era's blocks and states are the batch that the state remembers of the era.
Expected<void> check_history(const EraChain& chain, const SszView& state, const std::string& place,
                             EraRoots& out) {
  const std::uint64_t size = chain.slots_per_historical_root;
  const std::uint64_t eras = out.end_slot.value / size;
  out.historical_roots = historical_roots_of(state);
  if (out.historical_roots.size() != eras) {
    return fail(ErrorKind::mismatch,
                fmt::format("the state of slot {} remembers {} eras, not {}", out.end_slot.value,
                            out.historical_roots.size(), eras),
                place, file_remedy);
  }
  if (eras == 0 || out.end_slot.value % size != 0) return {};
  const Bytes32 batch = hash_pair(hash_tree_root(state.field("block_roots")),
                                  hash_tree_root(state.field("state_roots")));
  if (batch != out.historical_roots.back()) {
    return fail(ErrorKind::mismatch,
                "the state's block_roots and state_roots have the root " + to_hex(batch) +
                    ", its history says " + to_hex(out.historical_roots.back()),
                place, file_remedy);
  }
  if (out.end_slot.value - out.first_slot.value == size) out.era_root = batch;
  return {};
}

/// The name has the number of the file's first era and the root of its last.
Expected<void> check_name(const EraChain& chain, const FoundGroup& found, const EraRoots& roots) {
  const auto name = parse_era_file_name(found.file->path().filename().string());
  if (!name || !roots.era_root) return {};
  const std::vector<EraGroup>& groups = found.file->groups();
  const std::uint64_t first = groups.front().state_slot.value / chain.slots_per_historical_root;
  if (name->era != first) {
    return fail(ErrorKind::mismatch,
                fmt::format("holds era {} under the name of era {}", first, name->era),
                found.file->place(groups.front().state_offset), file_remedy);
  }
  if (found.group != &groups.back()) return {};
  const std::string root = era_root_start(*roots.era_root);
  if (name->root_start == root) return {};
  return fail(ErrorKind::mismatch,
              "the name says that the era's root begins with " + name->root_start +
                  ", it begins with " + root,
              found.file->place(found.group->state_offset), file_remedy);
}

Expected<void> check_length(const EraChain& chain, const EraGroup& group,
                            const std::string& place) {
  const std::uint64_t slots = group.state_slot.value - group.first_slot.value;
  if (slots <= chain.slots_per_historical_root) return {};
  return fail(
      ErrorKind::decode,
      fmt::format("a group of {} slots, an era has {}", slots, chain.slots_per_historical_root),
      place, chain_remedy);
}

template <class P>
EraChain make_chain(const ChainConfig& config) {
  return {&config, ChainTypes::make<P>(config), P::slots_per_epoch, P::slots_per_historical_root};
}

}  // namespace

EraChain EraChain::make(const ChainConfig& config) {
  switch (config.preset) {
    case PresetName::mainnet:
      break;
    case PresetName::minimal:
      return make_chain<MinimalPreset>(config);
    case PresetName::gnosis:
      return make_chain<GnosisPreset>(config);
  }
  return make_chain<MainnetPreset>(config);
}

Bytes32 era_root_of(const SszView& state) {
  const std::vector<Bytes32> roots = historical_roots_of(state);
  return roots.empty() ? state.field("genesis_validators_root").as_bytes<32>() : roots.back();
}

Expected<EraRoots> read_era_roots(const EraChain& chain, const FoundGroup& found, ByteSpan state,
                                  const Bytes32& genesis_validators_root) {
  const EraGroup& group = *found.group;
  const std::string place = found.file->place(group.state_offset);
  if (auto ok = check_length(chain, group, place); !ok) return std::unexpected(ok.error());
  if (auto ok = check_identity(chain, group, state, genesis_validators_root, place); !ok) {
    return std::unexpected(ok.error());
  }
  const auto view = chain.types[chain.fork_at_slot(group.state_slot)].decode("BeaconState", state);
  if (!view) return std::unexpected(within(place, view.error()));
  EraRoots out{.first_slot = group.first_slot, .end_slot = group.state_slot};
  out.block_applied =
      view->field("latest_block_header").field("slot").as_u64() == group.state_slot.value;
  out.block_roots = read_roots(view->field("block_roots"));
  const SszView state_roots = view->field("state_roots");
  const std::uint64_t last = group.state_slot.value + state_roots.size() - 1;
  out.last_state_root = state_roots[last % state_roots.size()].as_bytes<32>();
  if (auto ok = check_history(chain, *view, place, out); !ok) return std::unexpected(ok.error());
  if (group.state_slot.value == 0) out.era_root = genesis_validators_root;
  if (auto ok = check_name(chain, found, out); !ok) return std::unexpected(ok.error());
  return out;
}

Expected<void> check_era_block(const EraChain& chain, const EraRoots& roots, Slot slot,
                               ByteSpan signed_block, const std::string& place) {
  const auto peek = peek_block(signed_block);
  if (!peek) {
    return fail(ErrorKind::decode, fmt::format("{} bytes are no block", signed_block.size()), place,
                file_remedy);
  }
  if (peek->slot != slot) {
    return fail(ErrorKind::mismatch,
                fmt::format("the block is of slot {}, the index says slot {}", peek->slot.value,
                            slot.value),
                place, file_remedy);
  }
  const auto view = chain.types[chain.fork_at_slot(slot)].decode("SignedBeaconBlock", signed_block);
  if (!view) return std::unexpected(within(place, view.error()));
  const Bytes32 root = hash_tree_root(view->field("message"));
  if (root == roots.block_root(slot)) return {};
  return fail(ErrorKind::mismatch,
              "the block's root is " + to_hex(root) + ", the era's state says " +
                  to_hex(roots.block_root(slot)),
              place, file_remedy);
}

}  // namespace apsis
