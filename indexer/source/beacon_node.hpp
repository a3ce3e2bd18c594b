// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

#include "indexer/source/beacon_api.hpp"
#include "indexer/source/block_prefetch.hpp"

namespace apsis {

/// How a beacon node is used.
struct BeaconNodeOptions {
  HttpClientLimits http{};  ///< for states; other calls take less: block_idle, max_block_bytes
  std::size_t prefetch_slots = apsis::prefetch_slots;
  std::size_t prefetch_threads = apsis::prefetch_threads;
  std::stop_token stop{};  ///< ends waits and transfers
  NoteSink note{};         ///< called once for each kind of note
  /// The chain that is wanted, when it is known already; nodes of others are refused.
  std::optional<Bytes32> genesis_validators_root{};
};

/// Largest block that is accepted from a node; gossip allows 10 MiB.
inline constexpr std::uint64_t max_block_bytes = 32 << 20;

/// Longest silence in any answer but a state, which a node may have to compute first.
inline constexpr std::chrono::milliseconds block_idle{10'000};

/// The limits for every answer but a state.
HttpClientLimits block_limits(HttpClientLimits limits);

/// A chain as one or several beacon nodes tell it over HTTP (SSZ answers).
class BeaconNode final : public BlockSource {
 public:
  /// Asks for spec and genesis. Fails with unavailable when no node answers, with decode when the
  /// answers are not a beacon node's, with mismatch when all are on another chain.
  static Expected<std::unique_ptr<BeaconNode>> open(const std::vector<Url>& urls,
                                                    BeaconNodeOptions options = {});
  ~BeaconNode() override;

  const ChainSpec& chain_spec() const override { return spec_; }
  const Genesis& genesis() const override { return genesis_; }
  Expected<RawState> start_state(StartPoint from) override;
  /// Slots up to the last answer of `last_slot` or to `trust_until` are fetched ahead.
  Expected<std::optional<RawBlock>> block_at(Slot slot) override;
  /// Empty: nodes do not keep the blocks that lost.
  Expected<std::vector<RawBlock>> orphans_between(Slot first, Slot last) override;
  /// The first slot of the finalized epoch, asked anew each time.
  Expected<std::optional<Slot>> last_slot() override;
  /// Nothing: a node's states are what is to be proven.
  Expected<std::optional<Bytes>> recorded_state(Slot slot) override;

  /// The head's slot; nothing when the node does not tell it.
  Expected<std::optional<Slot>> head_slot();
  /// The header of a slot's block, to tell a pruned block from an empty slot.
  Expected<std::optional<BlockHeaderAnswer>> header_at(Slot slot);
  /// Lets blocks up to `last` be fetched ahead although they are not final (a chain that stands
  /// still).
  void trust_until(Slot last);
  /// What is known of the nodes; from any thread.
  NodeRoster& roster() { return roster_; }
  /// The options' note, called once; for those who ask the same nodes.
  NoteSink note_once();

 private:
  BeaconNode(const std::vector<Url>& urls, BeaconNodeOptions options);
  Expected<RawState> state_or_error(const std::vector<std::string>& ids);

  NoteSink note_;
  std::atomic_flag noted_;
  NodeRoster roster_;
  BeaconApi state_api_;
  BeaconApi api_;
  ChainSpec spec_;
  Genesis genesis_;
  std::stop_source stop_;  // ends the calls of the prefetching threads
  std::stop_callback<std::function<void()>> outer_stop_;
  std::vector<std::unique_ptr<BeaconApi>> prefetch_apis_;
  std::unique_ptr<BlockPrefetch> prefetch_;
};

}  // namespace apsis
