// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/checkpoint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "core/hex.hpp"
#include "indexer/chain_config_of.hpp"
#include "indexer/decode/fork_types.hpp"
#include "indexer/decode/preset.hpp"
#include "indexer/replay/containers.hpp"
#include "indexer/source/beacon_node.hpp"
#include "indexer/source/ssz_peek.hpp"
#include "indexer/weak_subjectivity.hpp"

namespace apsis {

namespace {

/// A checkpoint as the operator wrote it.
struct Wanted {
  std::optional<std::uint64_t> slot{};
  std::optional<Bytes32> root{};
  std::optional<Url> url{};
};

Expected<Wanted> read_wanted(const std::string& text) {
  Wanted out;
  std::uint64_t slot = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), slot);
  if (!text.empty() && error == std::errc() && end == text.data() + text.size()) {
    out.slot = slot;
    return out;
  }
  out.root = array_from_hex<32>(text);
  if (out.root) return out;
  if (text.starts_with("http://") || text.starts_with("https://")) {
    auto url = parse_url(text);
    if (!url) return std::unexpected(url.error());
    out.url = std::move(*url);
    return out;
  }
  return fail(ErrorKind::usage, "neither a slot, nor a root of 32 bytes, nor a URL", "--checkpoint",
              "Write a slot, 0x and 64 hex digits, or http://HOST:PORT");
}

/// One node of its own.
struct Node {
  NodeRoster roster;
  BeaconApi api;
  NodeIdentity chain{};

  Node(const Url& url, const CheckpointOptions& options)
      : roster({url}, options.note),
        api(NodePool(roster, options.http, options.stop), options.note) {}

  std::string name() const { return roster.url(0).redacted(); }
};

Expected<void> open(Node& node) {
  auto chain = node.api.chain();
  if (!chain) return std::unexpected(chain.error());
  node.chain = std::move(*chain);
  return {};
}

/// The state that is wanted, from one node.
Expected<RawState> fetch_state(Node& node, const Wanted& wanted) {
  std::vector<std::string> ids{"finalized"};
  if (wanted.slot) ids = {std::to_string(*wanted.slot)};
  if (wanted.root) {
    ids = {to_hex(*wanted.root)};
    // States go by slot or by their own root: a block's header knows both.
    const auto header = node.api.header(ids.front());
    if (!header) return std::unexpected(header.error());
    if (*header) ids = {std::to_string((*header)->slot.value), to_hex((*header)->state_root)};
  }
  for (const std::string& id : ids) {
    auto state = node.api.state(id, node.chain.spec);
    if (!state) return std::unexpected(state.error());
    if (*state) return std::move(**state);
  }
  return fail(ErrorKind::unavailable,
              fmt::format("no state {}: {}", ids.front(), node.api.state_refusal().what),
              node.api.state_refusal().where,
              "Give a newer checkpoint, or the URL of a node that has this state");
}

/// What a state says of itself.
template <class P>
Expected<CheckpointState> judge(RawState raw, const ChainConfig& config, std::uint64_t genesis_time,
                                std::uint64_t now_seconds) {
  const auto slot = peek_state_slot(raw.bytes);
  if (!slot) return std::unexpected(slot.error());
  const Fork fork = config.fork_at(*slot / P::slots_per_epoch);
  const ForkTypes types = ForkTypes::make<P>(fork, config);
  const auto view = types.decode("BeaconState", raw.bytes);
  if (!view) return std::unexpected(view.error());
  CheckpointState out;
  out.slot = Slot(*slot);
  out.state_root = hash_tree_root(*view);
  const SszView header = view->field("latest_block_header");
  BeaconBlockHeader block{};
  block.slot = header.field("slot").as_u64();
  block.proposer_index = header.field("proposer_index").as_u64();
  block.parent_root = header.field("parent_root").as_bytes<32>();
  block.state_root = header.field("state_root").as_bytes<32>();
  block.body_root = header.field("body_root").as_bytes<32>();
  // A block's own state cannot hold its root yet.
  if (block.state_root == Bytes32{}) block.state_root = out.state_root;
  out.block_slot = Slot(block.slot);
  out.block_root = hash_tree_root(block);
  const std::uint64_t epoch = *slot / P::slots_per_epoch;
  const std::uint64_t epoch_ms = config.slot_duration_ms * P::slots_per_epoch;
  const std::uint64_t chain_seconds = now_seconds - std::min(now_seconds, genesis_time);
  const std::uint64_t now_epoch = chain_seconds * 1000 / std::max<std::uint64_t>(epoch_ms, 1);
  out.age_epochs = now_epoch - std::min(now_epoch, epoch);
  out.period_epochs =
      weak_subjectivity_epochs(active_set_of(*view, epoch), config, fork, P::slots_per_epoch);
  out.state = std::move(raw);
  return out;
}

Expected<CheckpointState> judge(RawState raw, const NodeIdentity& chain,
                                std::uint64_t now_seconds) {
  const auto config = chain_config_of(chain.spec);
  if (!config) return std::unexpected(config.error());
  const std::uint64_t genesis_time = chain.genesis.genesis_time;
  switch (config->preset) {
    case PresetName::mainnet:
      return judge<MainnetPreset>(std::move(raw), *config, genesis_time, now_seconds);
    case PresetName::minimal:
      return judge<MinimalPreset>(std::move(raw), *config, genesis_time, now_seconds);
    case PresetName::gnosis:
      return judge<GnosisPreset>(std::move(raw), *config, genesis_time, now_seconds);
  }
  return fail(ErrorKind::usage, "a preset that is not built", "config PRESET_BASE");
}

/// The state is the one that was asked for, of the node's chain, and final there.
Expected<void> check_wanted(Node& node, const Wanted& wanted, const CheckpointState& found) {
  const auto peek = peek_state(found.state.bytes);
  const Bytes32& root = node.chain.genesis.genesis_validators_root;
  if (!peek || peek->genesis_validators_root != root) {
    return fail(ErrorKind::mismatch,
                fmt::format("the state is of the chain {}, the node says that it is {}",
                            peek ? to_hex(peek->genesis_validators_root) : "?", to_hex(root)),
                node.name(), "Use another node");
  }
  if (wanted.slot && found.slot.value != *wanted.slot) {
    return fail(ErrorKind::mismatch,
                fmt::format("asked for the state of slot {}, got that of slot {}", *wanted.slot,
                            found.slot.value),
                node.name(), "Use another node");
  }
  if (wanted.root && found.block_root != *wanted.root && found.state_root != *wanted.root) {
    return fail(
        ErrorKind::mismatch,
        fmt::format("asked for root {}, got a state with root {} and newest block {}",
                    to_hex(*wanted.root), to_hex(found.state_root), to_hex(found.block_root)),
        node.name(), "Use another node");
  }
  const auto finality = node.api.finality();
  const auto slots = slots_per_epoch(node.chain.spec);
  if (!finality || !*finality || !slots || wanted.url) return {};
  const std::uint64_t final_slot = (*finality)->epoch.value * *slots;
  if (found.slot.value <= final_slot) return {};
  return fail(ErrorKind::usage,
              fmt::format("slot {} is not final yet: the last final one is {}", found.slot.value,
                          final_slot),
              "--checkpoint", "Give a slot or root that is final");
}

/// What a node tells of the block at a slot, by its header and by its root; nothing when it knows
/// neither.
Expected<std::vector<Bytes32>> told_roots(Node& node, Slot slot) {
  std::vector<Bytes32> out;
  const std::string id = std::to_string(slot.value);
  const auto header = node.api.header(id);
  if (!header) return std::unexpected(header.error());
  if (*header) out.push_back((*header)->root);
  const auto root = node.api.block_root(id);
  if (!root) return std::unexpected(root.error());
  if (*root) out.push_back(**root);
  return out;
}

/// Compares with the first of the other nodes that knows the block's slot.
Expected<void> compare(CheckpointState& found, const Node& source, const std::vector<Url>& others,
                       const CheckpointOptions& options) {
  const auto note = [&](const std::string& text) {
    if (options.note) options.note(text);
  };
  for (const Url& url : others) {
    Node other(url, options);
    if (const auto opened = open(other); !opened) {
      note("the checkpoint cannot be compared: " + opened.error().text());
      continue;
    }
    if (const auto words = chain_difference(source.chain, other.chain)) {
      return fail(
          ErrorKind::mismatch,
          fmt::format("{} is on another chain than {}: {}", other.name(), source.name(), *words),
          "--checkpoint", "Use nodes of one chain");
    }
    const auto told = told_roots(other, found.block_slot);
    if (!told || told->empty()) {
      note(fmt::format(
          "the checkpoint cannot be compared: {}",
          told ? other.name() + " has no block at slot " + std::to_string(found.block_slot.value)
               : told.error().text()));
      continue;
    }
    for (const Bytes32& root : *told) {
      if (root == found.block_root) continue;
      return fail(ErrorKind::mismatch,
                  fmt::format("two nodes disagree on the block of slot {}: the state of {} holds "
                              "{}, {} says {}",
                              found.block_slot.value, source.name(), to_hex(found.block_root),
                              other.name(), to_hex(root)),
                  "--checkpoint", "Find out which one is on the right chain");
    }
    found.compared_with = other.name();
    return {};
  }
  return {};
}

Expected<void> check_age(const CheckpointState& found, const CheckpointOptions& options) {
  if (found.age_epochs <= found.period_epochs) return {};
  const std::string words =
      fmt::format("the state of slot {} is {} epochs old, its weak-subjectivity period is {}",
                  found.slot.value, found.age_epochs, found.period_epochs);
  if (!options.allow_old) {
    return fail(ErrorKind::usage, words, "--checkpoint",
                "Validators that left could have made up a chain since: take a newer state, or add "
                "--allow-old-checkpoint when you know its root from elsewhere");
  }
  if (options.note) options.note(words + "; allowed");
  return {};
}

}  // namespace

Expected<CheckpointState> fetch_checkpoint(const std::string& checkpoint,
                                           const std::vector<Url>& nodes,
                                           const CheckpointOptions& options) {
  const auto wanted = read_wanted(checkpoint);
  if (!wanted) return std::unexpected(wanted.error());
  std::vector<Url> urls = nodes;
  if (wanted->url) urls.insert(urls.begin(), *wanted->url);
  if (urls.empty()) {
    return fail(ErrorKind::usage, "no node to ask for the checkpoint", "--checkpoint",
                "Give its URL, or --beacon URL");
  }
  Expected<CheckpointState> found =
      fail(ErrorKind::unavailable, "no node gave the checkpoint", "--checkpoint");
  // A provider that was named is the one that is meant; of several nodes any will do.
  const std::size_t tries = wanted->url ? 1 : urls.size();
  for (std::size_t i = 0; i < tries; ++i) {
    Node source(urls[i], options);
    const auto opened = open(source);
    auto state =
        opened ? fetch_state(source, *wanted) : Expected<RawState>(std::unexpected(opened.error()));
    if (!state) {
      found = std::unexpected(state.error());
      if (state.error().kind == ErrorKind::unavailable) continue;
      return found;
    }
    found = judge(std::move(*state), source.chain, options.now_seconds);
    if (!found) return found;
    if (auto ok = check_wanted(source, *wanted, *found); !ok) return std::unexpected(ok.error());
    std::vector<Url> others = urls;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
    if (auto ok = compare(*found, source, others, options); !ok) {
      return std::unexpected(ok.error());
    }
    if (auto ok = check_age(*found, options); !ok) return std::unexpected(ok.error());
    return found;
  }
  return found;
}

}  // namespace apsis
