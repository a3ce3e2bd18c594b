// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/replay/replay.hpp"

#include "core/hash/sha256.hpp"
#include "core/hex.hpp"
#include "indexer/decode/preset.hpp"
#include "indexer/replay/block_steps.hpp"
#include "indexer/replay/epoch_steps.hpp"
#include "indexer/replay/ledger_epochs.hpp"
#include "indexer/replay/phase0_epoch.hpp"
#include "indexer/replay/refuse.hpp"
#include "indexer/replay/upgrade.hpp"

namespace apsis {
namespace {

/// `process_slot`: remembers the roots of the slot that ends.
template <class P>
void process_slot(Replay<P>& run) {
  BeaconState& state = run.state;
  const std::size_t place = state.slot % P::slots_per_historical_root;
  const Bytes32 root = current_state_root(run);
  state.state_roots.set(place, root);
  if (state.latest_block_header.state_root == Bytes32{}) {
    state.latest_block_header.state_root = root;
  }
  state.block_roots.set(place, hash_tree_root(state.latest_block_header));
  run.state_root.reset();
}

/// A block read with another fork's layout lacks fields or has them elsewhere.
template <class P>
Expected<void> check_block_type(const Replay<P>& run, const SszView& block) {
  if (&block.type() == &(*run.types)[run.state.fork]["BeaconBlock"]) return {};
  return refuse("state_transition",
                "the block was read with the layout of another fork than the "
                "state's, which is " +
                    std::string(fork_name(run.state.fork)));
}

std::string at_slot(std::uint64_t slot) {
  return "slot " + std::to_string(slot);
}

}  // namespace

template <class P>
Bytes32 current_state_root(Replay<P>& run) {
  if (!run.state_root) {
    run.state_root = hash_tree_root(run.state, (*run.types)[run.state.fork]["BeaconState"]);
  }
  return *run.state_root;
}

template <class P>
Expected<Replay<P>> start_replay(const ChainConfig& config, const ChainTypes& types, Fork fork,
                                 ByteSpan state) {
  const auto view = types[fork].decode("BeaconState", state);
  if (!view) return std::unexpected(view.error());
  auto loaded = load_state<P>(fork, *view);
  if (!loaded) return std::unexpected(std::move(loaded.error()));
  Replay<P> run{&config, &types, std::move(*loaded), {}, nullptr, {}, {}};
  run.cache = make_epoch_cache<P>(run.state);
  if (fork == Fork::phase0) {
    if (auto ok = upgrade_if_due(run); !ok) return std::unexpected(std::move(ok.error()));
  }
  return run;
}

template <class P>
Expected<void> process_epoch(Replay<P>& run) {
  static constexpr EpochStep<P> since_altair[] = {process_justification_and_finalization<P>,
                                                  process_inactivity_updates<P>,
                                                  process_rewards_and_penalties<P>,
                                                  process_registry_updates<P>,
                                                  process_slashings<P>,
                                                  process_eth1_data_reset<P>,
                                                  process_pending_deposits<P>,
                                                  process_pending_consolidations<P>,
                                                  process_effective_balance_updates<P>,
                                                  process_slashings_reset<P>,
                                                  process_randao_mixes_reset<P>,
                                                  process_historical_update<P>,
                                                  process_participation_flag_updates<P>,
                                                  process_sync_committee_updates<P>,
                                                  process_proposer_lookahead<P>};
  const std::span<const EpochStep<P>> steps =
      run.state.fork == Fork::phase0 ? phase0_epoch_steps<P>() : since_altair;
  run.state_root.reset();
  for (const EpochStep<P> step : steps) {
    if (auto ok = step(run); !ok) {
      return std::unexpected(
          within("transition out of epoch " + std::to_string(run.current_epoch()), ok.error()));
    }
  }
  return {};
}

template <class P>
Expected<void> process_slots(Replay<P>& run, std::uint64_t slot) {
  if (slot < run.state.slot) {
    return fail(ErrorKind::invalid,
                "the state stands at slot " + std::to_string(run.state.slot) + " already",
                at_slot(slot));
  }
  if (slot - run.state.slot > max_slots_ahead) {
    return fail(ErrorKind::invalid,
                std::to_string(slot - run.state.slot) + " slots after the state's, more than the " +
                    std::to_string(max_slots_ahead) + " that are waited for",
                at_slot(slot), "The slot number is damaged, or blocks are missing");
  }
  while (run.state.slot < slot) {
    process_slot(run);
    const bool ends_epoch = (run.state.slot + 1) % P::slots_per_epoch == 0;
    if (auto ok = note_empty_slot(run); !ok) return ok;
    if (ends_epoch) {
      if (auto ok = process_epoch(run); !ok) return ok;
    }
    ++run.state.slot;
    if (!ends_epoch) continue;
    run.cache = make_epoch_cache<P>(run.state, std::move(run.cache));
    if (auto ok = upgrade_if_due(run); !ok) return ok;
    turn_ledger(run);
  }
  return {};
}

template <class P>
Expected<void> process_block(Replay<P>& run, const SszView& block) {
  const SszView body = block.field("body");
  run.state_root.reset();
  run.income = {};
  if (auto ok = process_block_header(run, block); !ok) return ok;
  if (is_execution_enabled(run.state, body)) {
    if (run.params().has_withdrawals) {
      if (auto ok = process_withdrawals(run, body.field("execution_payload")); !ok) return ok;
    }
    if (auto ok = process_execution_payload(run, body); !ok) return ok;
  }
  if (auto ok = process_randao(run, body); !ok) return ok;
  if (auto ok = process_eth1_data(run, body); !ok) return ok;
  if (auto ok = process_operations(run, body); !ok) return ok;
  if (run.state.fork >= Fork::altair) {
    if (auto ok = process_sync_aggregate(run, body.field("sync_aggregate")); !ok) return ok;
  }
  note_block(run);
  return {};
}

template <class P>
Expected<void> apply_block(Replay<P>& run, const SszView& block) {
  const std::uint64_t slot = block.field("slot").as_u64();
  auto done = process_slots(run, slot);
  if (done) done = check_block_type(run, block);
  if (done) done = process_block(run, block);
  if (!done) return std::unexpected(within(at_slot(slot), std::move(done.error())));
  const Bytes32 named = block.field("state_root").as_bytes<32>();
  const Bytes32 root = current_state_root(run);
  if (root == named) return {};
  const SszType& type = (*run.types)[run.state.fork]["BeaconState"];
  return fail(ErrorKind::mismatch,
              "the block names the state root " + to_hex(named) + ", the replay gives " +
                  to_hex(root) + "; roots of its fields:\n" +
                  describe_fields(field_roots(run.state, type)),
              at_slot(slot),
              "The block was damaged, or the chain's configuration is not this chain's, or the "
              "replay is wrong: fetch the block again from another source, and if it is the same, "
              "compare the fields above with a node's state at this slot");
}

template Bytes32 current_state_root(Replay<MainnetPreset>&);
template Bytes32 current_state_root(Replay<MinimalPreset>&);
template Bytes32 current_state_root(Replay<GnosisPreset>&);
template Expected<Replay<MainnetPreset>> start_replay(const ChainConfig&, const ChainTypes&, Fork,
                                                      ByteSpan);
template Expected<Replay<MinimalPreset>> start_replay(const ChainConfig&, const ChainTypes&, Fork,
                                                      ByteSpan);
template Expected<Replay<GnosisPreset>> start_replay(const ChainConfig&, const ChainTypes&, Fork,
                                                     ByteSpan);
template Expected<void> process_epoch(Replay<MainnetPreset>&);
template Expected<void> process_epoch(Replay<MinimalPreset>&);
template Expected<void> process_epoch(Replay<GnosisPreset>&);
template Expected<void> process_slots(Replay<MainnetPreset>&, std::uint64_t);
template Expected<void> process_slots(Replay<MinimalPreset>&, std::uint64_t);
template Expected<void> process_slots(Replay<GnosisPreset>&, std::uint64_t);
template Expected<void> process_block(Replay<MainnetPreset>&, const SszView&);
template Expected<void> process_block(Replay<MinimalPreset>&, const SszView&);
template Expected<void> process_block(Replay<GnosisPreset>&, const SszView&);
template Expected<void> apply_block(Replay<MainnetPreset>&, const SszView&);
template Expected<void> apply_block(Replay<MinimalPreset>&, const SszView&);
template Expected<void> apply_block(Replay<GnosisPreset>&, const SszView&);

}  // namespace apsis
