// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/check.hpp"
#include "core/hash/merkle.hpp"
#include "core/hex.hpp"
#include "indexer/decode/preset.hpp"
#include "indexer/replay/state_fields.hpp"

namespace apsis {
namespace {

Expected<void> check_lengths(const BeaconState& state) {
  const std::size_t count = state.validators.size();
  const struct {
    const char* name;
    std::size_t size;
  } columns[] = {{"balances", state.balances.size()},
                 {"previous_epoch_participation", state.previous_epoch_participation.size()},
                 {"current_epoch_participation", state.current_epoch_participation.size()},
                 {"inactivity_scores", state.inactivity_scores.size()}};
  for (const auto& column : columns) {
    if (column.size != count) {
      return fail(
          ErrorKind::invalid,
          std::to_string(column.size) + " entries for " + std::to_string(count) + " validators",
          std::string("BeaconState.") + column.name);
    }
  }
  return {};
}

/// Amounts beyond this are no chain's; below it no sum in the transition can overflow.
constexpr std::uint64_t amount_bound = std::uint64_t{1} << 62;

/// Whether the sum of `values` reaches the bound.
template <class Values>
bool sum_is_out_of_bounds(const Values& values) {
  std::uint64_t sum = 0;
  for (const std::uint64_t value : values) {
    if (value >= amount_bound - sum) return true;
    sum += value;
  }
  return false;
}

/// Refuses states whose numbers would overflow in the transition; the specs' 64-bit arithmetic
/// raises an error then.
Expected<void> check_bounds(const BeaconState& state) {
  std::vector<std::uint64_t> pending;
  for (const PendingPartialWithdrawal& entry : state.pending_partial_withdrawals.values()) {
    pending.push_back(entry.amount_gwei);
  }
  const struct {
    const char* name;
    bool wrong;
  } checks[] = {
      {"slot", state.slot >= amount_bound},
      {"balances", sum_is_out_of_bounds(state.balances.values())},
      {"slashings", sum_is_out_of_bounds(state.slashings.values())},
      {"validators.effective_balance",
       sum_is_out_of_bounds(state.validators.effective_balance_gwei)},
      {"next_withdrawal_index", state.next_withdrawal_index >= amount_bound},
      {"deposit_balance_to_consume", state.deposit_balance_to_consume_gwei >= amount_bound},
      {"exit_balance_to_consume", state.exit_balance_to_consume_gwei >= amount_bound},
      {"consolidation_balance_to_consume",
       state.consolidation_balance_to_consume_gwei >= amount_bound},
      {"pending_partial_withdrawals", sum_is_out_of_bounds(pending)}};
  for (const auto& check : checks) {
    if (!check.wrong) continue;
    return fail(ErrorKind::invalid, "numbers that no chain can reach (2^62 or more in sum)",
                std::string("BeaconState.") + check.name);
  }
  for (const std::uint64_t effective : state.validators.effective_balance_gwei) {
    if (effective > preset::max_effective_balance_electra_gwei) {
      return fail(ErrorKind::invalid,
                  "an effective balance of " + std::to_string(effective) + " gwei",
                  "BeaconState.validators.effective_balance");
    }
  }
  return {};
}

}  // namespace

template <class P>
Expected<BeaconState> load_state(Fork fork, const SszView& view) {
  BeaconState state = BeaconState::make<P>();
  state.fork = fork;
  for (std::size_t i = 0; i < view.type().fields.size(); ++i) {
    const StateField* field = find_state_field(view.type().fields[i].name);
    CHECK(field != nullptr);
    field->load(state, view.field_at(i));
  }
  if (fork == Fork::phase0) {
    const std::vector<std::uint8_t> none(state.validators.size());
    state.previous_epoch_participation.assign(none);
    state.current_epoch_participation.assign(none);
    state.inactivity_scores.assign(std::vector<std::uint64_t>(state.validators.size()));
  }
  if (auto ok = check_lengths(state); !ok) return std::unexpected(std::move(ok.error()));
  if (auto ok = check_bounds(state); !ok) return std::unexpected(std::move(ok.error()));
  return state;
}

std::vector<FieldRoot> field_roots(BeaconState& state, const SszType& state_type) {
  std::vector<FieldRoot> out;
  out.reserve(state_type.fields.size());
  for (const SszField& described : state_type.fields) {
    const StateField* field = find_state_field(described.name);
    CHECK(field != nullptr);
    out.push_back({field->name, field->root(state)});
  }
  return out;
}

Bytes32 hash_tree_root(BeaconState& state, const SszType& state_type) {
  std::vector<Bytes32> roots;
  for (const FieldRoot& field : field_roots(state, state_type)) roots.push_back(field.root);
  return merkleize(std::span<const Bytes32>(roots), ceil_log2(roots.size()));
}

std::string describe_fields(const std::vector<FieldRoot>& fields) {
  std::string out;
  for (const FieldRoot& field : fields) {
    out += "  " + std::string(field.name) + " " + to_hex(field.root) + "\n";
  }
  return out;
}

template Expected<BeaconState> load_state<MainnetPreset>(Fork, const SszView&);
template Expected<BeaconState> load_state<MinimalPreset>(Fork, const SszView&);
template Expected<BeaconState> load_state<GnosisPreset>(Fork, const SszView&);

}  // namespace apsis
