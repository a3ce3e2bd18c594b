// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/indexer/replay/sample_chain.hpp"

#include "core/check.hpp"
#include "core/hash/sha256.hpp"
#include "core/units.hpp"
#include "indexer/replay/accessors.hpp"

namespace apsis {
namespace {

ChainConfig sample_config(Fork fork) {
  ChainConfig config;
  config.preset = PresetName::minimal;
  for (std::size_t i = 0; i <= static_cast<std::size_t>(fork); ++i) config.forks[i].epoch = 0;
  return config;
}

void fill_validators(SszBuilder& state, bool is_phase0) {
  for (std::size_t i = 0; i < SampleChain::validator_count; ++i) {
    SszBuilder& validator = state["validators"].add();
    validator["pubkey"].set(SampleChain::pubkey(i));
    Bytes32 credentials{1};
    credentials[31] = static_cast<std::uint8_t>(i);
    validator["withdrawal_credentials"].set(credentials);
    validator["effective_balance"].set(preset::min_activation_balance_gwei);
    validator["exit_epoch"].set(far_future_epoch);
    validator["withdrawable_epoch"].set(far_future_epoch);
    state["balances"].add().set(preset::min_activation_balance_gwei);
    if (is_phase0) continue;
    state["previous_epoch_participation"].add();
    state["current_epoch_participation"].add();
    state["inactivity_scores"].add();
  }
  if (is_phase0) return;
  for (const char* name : {"current_sync_committee", "next_sync_committee"}) {
    for (std::size_t i = 0; i < MinimalPreset::sync_committee_size; ++i) {
      state[name]["pubkeys"].at(i).set(SampleChain::pubkey(i));
    }
  }
}

}  // namespace

SampleChain::SampleChain(Fork fork)
    : fork_(fork), config_(sample_config(fork)), types_(ChainTypes::make<P>(config_)) {}

Bytes48 SampleChain::pubkey(std::size_t validator) {
  Bytes48 out{};
  const Bytes32 noise = sha256(Bytes{static_cast<std::uint8_t>(validator)});
  std::copy(noise.begin(), noise.end(), out.begin() + 8);
  return out;
}

Bytes SampleChain::state(const std::function<void(SszBuilder&)>& tweak) const {
  SszBuilder state(types()["BeaconState"]);
  fill_validators(state, fork_ == Fork::phase0);
  if (tweak) tweak(state);
  return state.write();
}

Expected<Replay<MinimalPreset>> SampleChain::start(
    const std::function<void(SszBuilder&)>& tweak) const {
  return start_replay<P>(config_, types_, fork_, state(tweak));
}

Bytes SampleChain::block(const Replay<P>& run, std::uint64_t slot,
                         const std::function<void(SszBuilder&)>& tweak) const {
  Replay<P> ahead = run;
  ahead.ledger = nullptr;
  CHECK(process_slots(ahead, slot).has_value());
  SszBuilder signed_block(types()["SignedBeaconBlock"]);
  SszBuilder& block = signed_block["message"];
  block["slot"].set(slot);
  const auto proposer = get_beacon_proposer_index<P>(ahead.state, ahead.cache);
  block["proposer_index"].set(proposer.value_or(0));
  block["parent_root"].set(hash_tree_root(ahead.state.latest_block_header));
  if (types()["BeaconBlockBody"].field_index("execution_payload") >= 0) {
    SszBuilder& payload = block["body"]["execution_payload"];
    payload["prev_randao"].set(get_randao_mix<P>(ahead.state, ahead.current_epoch()));
    payload["timestamp"].set(slot * config_.slot_duration_ms / 1000);
    payload["parent_hash"].set(ahead.state.latest_execution_payload_header.block_hash);
    payload["block_hash"].set(sha256(Bytes{static_cast<std::uint8_t>(slot)}));
  }
  if (tweak) tweak(block);
  const Bytes draft = block.write();
  const auto view = types().decode("BeaconBlock", draft);
  if (view && process_block(ahead, *view)) block["state_root"].set(current_state_root(ahead));
  return signed_block.write();
}

Expected<void> SampleChain::apply(Replay<P>& run, const Bytes& signed_block) const {
  const auto view = types().decode("SignedBeaconBlock", signed_block);
  if (!view) return std::unexpected(view.error());
  return apply_block(run, view->field("message"));
}

}  // namespace apsis
