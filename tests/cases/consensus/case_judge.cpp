// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/cases/consensus/case_judge.hpp"

#include "core/hex.hpp"
#include "indexer/decode/preset.hpp"
#include "tests/cases/consensus/case_files.hpp"

namespace apsis {
namespace {

/// `bls_setting` of cases that are only right or wrong when signatures are checked.
constexpr std::uint64_t signatures_required = 1;

/// Root of the case's post state, from its bytes alone.
Expected<Bytes32> post_root(const ConsensusCase& what, const ForkTypes& types) {
  const auto bytes = read_snappy_file(what.folder / what.post);
  if (!bytes) return std::unexpected(bytes.error());
  const auto view = types.decode("BeaconState", *bytes);
  if (!view) return std::unexpected(view.error());
  return hash_tree_root(*view);
}

/// Names of the fields that differ between the state and the case's post state.
template <class P>
std::string differing_fields(const ConsensusCase& what, CaseState<P>& state) {
  const ForkTypes& types = state.types[state.run.state.fork];
  const auto bytes = read_snappy_file(what.folder / what.post);
  if (!bytes) return bytes.error().text();
  const auto view = types.decode("BeaconState", *bytes);
  if (!view) return view.error().text();
  std::string out;
  for (const FieldRoot& field : field_roots(state.run.state, types["BeaconState"])) {
    if (field.root == hash_tree_root(view->field(field.name))) continue;
    out += (out.empty() ? "" : ", ") + std::string(field.name);
  }
  return out;
}

}  // namespace

template <class P>
CaseState<P>::CaseState(ChainConfig chain)
    : config(std::move(chain)),
      types(ChainTypes::make<P>(config)),
      run{&config, &types, BeaconState::make<P>(), {}, nullptr, {}, {}} {}

template <class P>
Expected<void> CaseState<P>::load(const std::filesystem::path& file, Fork fork) {
  const auto bytes = read_snappy_file(file);
  if (!bytes) return std::unexpected(bytes.error());
  auto started = start_replay<P>(config, types, fork, *bytes);
  if (!started) return std::unexpected(started.error());
  run = std::move(*started);
  // The state's nodes are in place before the case changes it, as they are in a running replay.
  current_state_root(run);
  return {};
}

template <class P>
Bytes32 CaseState<P>::root() {
  run.state_root.reset();
  return current_state_root(run);
}

bool needs_signatures(const ConsensusCase& what) {
  return yaml_number(what.folder / "meta.yaml", "bls_setting") == signatures_required;
}

bool is_refusal(const Error& error) {
  return error.kind == ErrorKind::decode || error.kind == ErrorKind::invalid ||
         error.kind == ErrorKind::mismatch;
}

template <class P>
CaseOutcome judge_post(const ConsensusCase& what, CaseState<P>& state, const Expected<void>& done) {
  if (!done && !is_refusal(done.error())) return case_failed(done.error().text());
  if (!what.has_post()) {
    if (!done) return case_passed();
    return case_failed("the input was accepted, but it must be refused");
  }
  if (!done) return case_failed("refused: " + done.error().text());
  const Bytes32 found = state.root();
  const auto expected = post_root(what, state.types[state.run.state.fork]);
  if (!expected) return case_failed(expected.error().text());
  if (found == *expected) return case_passed();
  return case_failed("state root " + to_hex(found) + ", expected " + to_hex(*expected) +
                     "; fields that differ: " + differing_fields(what, state));
}

template struct CaseState<MainnetPreset>;
template struct CaseState<MinimalPreset>;
template struct CaseState<GnosisPreset>;
template CaseOutcome judge_post(const ConsensusCase&, CaseState<MainnetPreset>&,
                                const Expected<void>&);
template CaseOutcome judge_post(const ConsensusCase&, CaseState<MinimalPreset>&,
                                const Expected<void>&);
template CaseOutcome judge_post(const ConsensusCase&, CaseState<GnosisPreset>&,
                                const Expected<void>&);

}  // namespace apsis
