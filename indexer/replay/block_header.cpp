// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/hash/sha256.hpp"
#include "core/hex.hpp"
#include "indexer/decode/preset.hpp"
#include "indexer/replay/accessors.hpp"
#include "indexer/replay/block_steps.hpp"

namespace apsis {

template <class P>
Expected<void> process_block_header(Replay<P>& run, const SszView& block) {
  constexpr const char* here = "process_block_header";
  BeaconState& state = run.state;
  const std::uint64_t slot = block.field("slot").as_u64();
  const std::uint64_t proposer = block.field("proposer_index").as_u64();
  if (slot != state.slot) {
    return refuse(here, "the block is of slot " + std::to_string(slot) + ", the state of slot " +
                            std::to_string(state.slot));
  }
  if (slot <= state.latest_block_header.slot) {
    return refuse(here, "the block is not newer than the latest one, of slot " +
                            std::to_string(state.latest_block_header.slot));
  }
  // Before the proposer: a block that was left out should be called that.
  const Bytes32 parent = block.field("parent_root").as_bytes<32>();
  const Bytes32 latest = hash_tree_root(state.latest_block_header);
  if (parent != latest) {
    return fail(ErrorKind::invalid,
                "the parent " + to_hex(parent) + " is missing: the latest block known is " +
                    to_hex(latest) + " of slot " + std::to_string(state.latest_block_header.slot),
                here, "A block between them was left out, or this one belongs to another chain");
  }
  const auto expected = get_beacon_proposer_index<P>(state, run.cache);
  if (!expected) return std::unexpected(expected.error());
  if (proposer != *expected) {
    return refuse(
        here, "proposer " + std::to_string(proposer) + " instead of " + std::to_string(*expected));
  }
  if (state.validators.slashed[proposer] != 0) return refuse(here, "the proposer is slashed");
  state.latest_block_header = {slot, proposer, parent, Bytes32{},
                               hash_tree_root(block.field("body"))};
  return {};
}

template <class P>
Expected<void> process_randao(Replay<P>& run, const SszView& body) {
  const std::uint64_t epoch = run.current_epoch();
  Bytes32 mix = get_randao_mix<P>(run.state, epoch);
  const Bytes32 reveal = sha256(body.field("randao_reveal").bytes());
  for (std::size_t i = 0; i < mix.size(); ++i) mix[i] = mix[i] ^ reveal[i];
  run.state.randao_mixes.set(epoch % P::epochs_per_historical_vector, mix);
  return {};
}

template <class P>
Expected<void> process_eth1_data(Replay<P>& run, const SszView& body) {
  constexpr std::uint64_t period_slots = P::epochs_per_eth1_voting_period * P::slots_per_epoch;
  BeaconState& state = run.state;
  const Eth1Data vote = read_eth1_data(body.field("eth1_data"));
  if (state.eth1_data_votes.size() >= period_slots) {
    return refuse("process_eth1_data", "the list of votes is full");
  }
  state.eth1_data_votes.push_back(vote);
  const auto& votes = state.eth1_data_votes.values();
  const auto count = static_cast<std::uint64_t>(std::count(votes.begin(), votes.end(), vote));
  if (count * 2 > period_slots) state.eth1_data = vote;
  return {};
}

template Expected<void> process_block_header(Replay<MainnetPreset>&, const SszView&);
template Expected<void> process_block_header(Replay<MinimalPreset>&, const SszView&);
template Expected<void> process_block_header(Replay<GnosisPreset>&, const SszView&);
template Expected<void> process_randao(Replay<MainnetPreset>&, const SszView&);
template Expected<void> process_randao(Replay<MinimalPreset>&, const SszView&);
template Expected<void> process_randao(Replay<GnosisPreset>&, const SszView&);
template Expected<void> process_eth1_data(Replay<MainnetPreset>&, const SszView&);
template Expected<void> process_eth1_data(Replay<MinimalPreset>&, const SszView&);
template Expected<void> process_eth1_data(Replay<GnosisPreset>&, const SszView&);

}  // namespace apsis
