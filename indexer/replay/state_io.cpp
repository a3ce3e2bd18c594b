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

}  // namespace

template <class P>
Expected<BeaconState> load_state(Fork fork, const SszView& view) {
  if (fork < Fork::altair) {
    return fail(ErrorKind::usage, "a phase0 state is decoded but not replayed",
                "slot " + std::to_string(view.field("slot").as_u64()),
                "Start from an Altair state or a later one");
  }
  BeaconState state = BeaconState::make<P>();
  state.fork = fork;
  for (std::size_t i = 0; i < view.type().fields.size(); ++i) {
    const StateField* field = find_state_field(view.type().fields[i].name);
    CHECK(field != nullptr);
    field->load(state, view.field_at(i));
  }
  if (auto ok = check_lengths(state); !ok) return std::unexpected(std::move(ok.error()));
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

}  // namespace apsis
