// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/hex.hpp"
#include "indexer/decode/preset.hpp"
#include "indexer/replay/beacon_state.hpp"
#include "indexer/replay/state_fields.hpp"
#include "tests/cases/consensus/case_config.hpp"
#include "tests/cases/consensus/case_files.hpp"
#include "tests/cases/consensus/network_types.hpp"
#include "tests/cases/consensus/runners.hpp"

namespace apsis {
namespace {

/// A state that loads into columns must hash and write back to the same. Most of these states are
/// random bytes whose lists differ in length, so being refused for that is no failure.
template <class P>
CaseOutcome check_columns(Fork fork, const SszView& view, const Bytes32& root) {
  auto state = load_state<P>(fork, view);
  if (!state) return case_passed();
  const Bytes32 found = hash_tree_root(*state, view.type());
  if (found != root) return case_failed("as columns the root is " + to_hex(found));
  for (const SszField& field : view.type().fields) {
    Bytes written;
    find_state_field(field.name)->write(*state, written);
    const ByteSpan read = view.field(field.name).bytes();
    if (!std::equal(written.begin(), written.end(), read.begin(), read.end())) {
      return case_failed("the columns write other bytes for " + field.name);
    }
  }
  return case_passed();
}

}  // namespace

template <class P>
CaseOutcome run_ssz_static_case(const ConsensusCase& what, Fork fork) {
  const ChainConfig config = case_config<P>(fork);
  const ForkTypes types = ForkTypes::make<P>(fork, config);
  SszTypes more;
  const SszType* type = types.find(what.handler);
  if (type == nullptr) type = network_type<P>(more, types, what.handler);
  if (type == nullptr) return case_skipped("type " + what.handler + " is not decoded");
  const auto bytes = read_snappy_file(what.folder / "serialized.ssz_snappy");
  if (!bytes) return case_failed(bytes.error().text());
  const auto root = yaml_text(what.folder / "roots.yaml", "root");
  if (!root) return case_failed("roots.yaml gives no root");
  if (auto ok = check_ssz(*type, *bytes); !ok) return case_failed(ok.error().text());
  const SszView view(*type, *bytes);
  const Bytes32 found = hash_tree_root(view);
  if (to_hex(found) != *root) return case_failed("root " + to_hex(found) + " instead of " + *root);
  if (what.handler != "BeaconState") return case_passed();
  return check_columns<P>(fork, view, found);
}

template CaseOutcome run_ssz_static_case<MainnetPreset>(const ConsensusCase&, Fork);
template CaseOutcome run_ssz_static_case<MinimalPreset>(const ConsensusCase&, Fork);
template CaseOutcome run_ssz_static_case<GnosisPreset>(const ConsensusCase&, Fork);

}  // namespace apsis
