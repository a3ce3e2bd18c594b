// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/state_compare.hpp"

#include "core/hex.hpp"
#include "indexer/decode/preset.hpp"

namespace apsis {

template <class P>
Expected<void> compare_states(Replay<P>& run, const SszView& other) {
  const std::uint64_t slot = other.field("slot").as_u64();
  if (slot != run.state.slot) {
    return fail(ErrorKind::mismatch, "the state is of slot " + std::to_string(slot),
                "state of slot " + std::to_string(run.state.slot));
  }
  if (hash_tree_root(other) == computed_state_root(run)) return {};
  std::string differences;
  for (const FieldRoot& field : field_roots(run.state, other.type())) {
    const Bytes32 root = hash_tree_root(other.field(field.name));
    if (root == field.root) continue;
    differences += "\n  " + std::string(field.name) + ": replayed " + to_hex(field.root) +
                   ", recorded " + to_hex(root);
  }
  return fail(ErrorKind::mismatch, "the recorded state differs in" + differences,
              "state of slot " + std::to_string(slot),
              "The recording was damaged, or the replay is wrong");
}

template Expected<void> compare_states(Replay<MainnetPreset>&, const SszView&);
template Expected<void> compare_states(Replay<MinimalPreset>&, const SszView&);
template Expected<void> compare_states(Replay<GnosisPreset>&, const SszView&);

}  // namespace apsis
