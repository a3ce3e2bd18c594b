// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "bench/benches.hpp"
#include "bench/made_chain.hpp"
#include "bench/made_state.hpp"
#include "indexer/decode/preset.hpp"
#include "indexer/replay/block_steps.hpp"
#include "indexer/replay/epoch_steps.hpp"

namespace apsis {
namespace {

using P = MainnetPreset;

/// A block far enough in its epoch that all its aggregates are of the same one.
constexpr std::size_t block_number = 10;

/// Flags that a right vote earns after so many slots.
unsigned earned(std::uint64_t delay_slots) {
  constexpr std::uint64_t source_slots = 5;  // the square root of an epoch's 32
  return (delay_slots <= source_slots ? 1u << timely_source : 0u) | 1u << timely_target |
         (delay_slots == 1 ? 1u << timely_head : 0u);
}

/// The aggregates of a block vote by vote, on a column of flags.
Expected<void> set_flags_plainly(const Replay<P>& run, const SszView& attestations,
                                 std::vector<std::uint8_t>& participation) {
  for (std::size_t i = 0; i < attestations.size(); ++i) {
    const AttestationData data = read_attestation_data(attestations[i].field("data"));
    const auto voters = get_attesting_indices(run, attestations[i], data);
    if (!voters) return std::unexpected(voters.error());
    for (const std::uint32_t validator : *voters) {
      participation[validator] =
          static_cast<std::uint8_t>(participation[validator] | earned(run.state.slot - data.slot));
    }
  }
  return {};
}

}  // namespace

Expected<void> bench_flags(const BenchSize& size, BenchReport& report) {
  const auto chain = MadeChain::make(size, block_number + 1);
  if (!chain) return std::unexpected(chain.error());
  const ChainConfig config = made_config();
  const ChainTypes types = ChainTypes::make<P>(config);
  auto run = start_replay<P>(config, types, Fork::fulu, chain->state());
  if (!run) return std::unexpected(run.error());
  Ledger ledger;
  attach_ledger(*run, ledger);
  for (std::size_t i = 0; i < block_number; ++i) {
    const Bytes block = chain->block(i);
    const auto view = types[Fork::fulu].decode("BeaconBlock", block);
    if (!view) return std::unexpected(view.error());
    if (auto ok = apply_block(*run, *view); !ok) return ok;
  }
  if (auto ok = process_slots(*run, made_first_slot + block_number); !ok) return ok;
  const Bytes block = chain->block(block_number);
  const auto view = types[Fork::fulu].decode("BeaconBlock", block);
  if (!view) return std::unexpected(view.error());
  const SszView attestations = view->field("body").field("attestations");
  std::vector<std::uint8_t> participation = run->state.current_epoch_participation.values();
  const Stopwatch plain;
  if (auto ok = set_flags_plainly(*run, attestations, participation); !ok) return ok;
  const double plain_ms = plain.ms();
  const Stopwatch fast;
  for (std::size_t i = 0; i < attestations.size(); ++i) {
    if (auto ok = process_attestation(*run, attestations[i]); !ok) return ok;
  }
  report.twin("attestations of a block, flags, booked", fast.ms(), plain_ms,
              participation == run->state.current_epoch_participation.values());
  return {};
}

}  // namespace apsis
