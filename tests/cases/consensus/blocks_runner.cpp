// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/decode/preset.hpp"
#include "indexer/replay/block_signatures.hpp"
#include "indexer/replay/upgrade.hpp"
#include "tests/cases/consensus/case_blocks.hpp"
#include "tests/cases/consensus/case_config.hpp"
#include "tests/cases/consensus/case_files.hpp"
#include "tests/cases/consensus/runners.hpp"

namespace apsis {
namespace {

/// Loads a pre state of `fork` into `state` and applies the case's blocks.
template <class P>
CaseOutcome run_blocks_from(const ConsensusCase& what, CaseState<P>& state, Fork fork) {
  const auto count = yaml_number(what.folder / "meta.yaml", "blocks_count");
  if (!count) return case_failed("meta.yaml gives no blocks_count");
  if (auto ok = state.load(what.folder / "pre.ssz_snappy", fork); !ok) {
    return case_failed("pre state: " + ok.error().text());
  }
  return judge_post(what, state,
                    apply_case_blocks(what.folder, state, *count, needs_signatures(what)));
}

/// Moves to the block's slot and checks all of its signatures, before it is applied.
template <class P>
Expected<void> check_block_signatures(CaseState<P>& state, PubkeyPoints& points, std::uint64_t slot,
                                      const SszView& signed_block) {
  if (auto ok = process_slots(state.run, slot); !ok) return ok;
  const auto tasks = collect_signatures(state.run, points, signed_block);
  if (!tasks) return std::unexpected(tasks.error());
  return verify_signatures(*tasks);
}

}  // namespace

template <class P>
Expected<void> apply_case_blocks(const std::filesystem::path& folder, CaseState<P>& state,
                                 std::uint64_t count, bool with_signatures) {
  PubkeyPoints points;
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::string name = "blocks_" + std::to_string(i);
    const auto bytes = read_snappy_file(folder / (name + ".ssz_snappy"));
    if (!bytes) return fail(ErrorKind::unavailable, bytes.error().text(), name);
    const auto slot = peek_block_slot(*bytes);
    if (!slot) return std::unexpected(within(name, slot.error()));
    const Fork fork = state.config.fork_at(*slot / P::slots_per_epoch);
    const auto view = state.types[fork].decode("SignedBeaconBlock", *bytes);
    if (!view) return std::unexpected(within(name, view.error()));
    if (with_signatures) {
      if (auto ok = check_block_signatures(state, points, *slot, *view); !ok) {
        return std::unexpected(within(name, ok.error()));
      }
    }
    if (auto ok = apply_block(state.run, view->field("message")); !ok) {
      return std::unexpected(within(name, ok.error()));
    }
  }
  return {};
}

template <class P>
CaseOutcome run_blocks_case(const ConsensusCase& what, Fork fork) {
  CaseState<P> state(case_config<P>(what, fork));
  return run_blocks_from(what, state, fork);
}

template <class P>
CaseOutcome run_slots_case(const ConsensusCase& what, Fork fork) {
  const auto text = read_plain_file(what.folder / "slots.yaml");
  if (!text) return case_failed(text.error().text());
  const std::uint64_t slots = std::stoull(std::string(text->begin(), text->end()));
  CaseState<P> state(case_config<P>(what, fork));
  if (auto ok = state.load(what.folder / "pre.ssz_snappy", fork); !ok) {
    return case_failed("pre state: " + ok.error().text());
  }
  return judge_post(what, state, process_slots(state.run, state.run.state.slot + slots));
}

template <class P>
CaseOutcome run_fork_case(const ConsensusCase& what, Fork fork) {
  if (fork == Fork::phase0) return case_failed("no fork comes before phase0");
  const Fork before = static_cast<Fork>(static_cast<int>(fork) - 1);
  // The upgrade happens here and now, so it is in no schedule.
  CaseState<P> state(case_config<P>(before));
  if (auto ok = state.load(what.folder / "pre.ssz_snappy", before); !ok) {
    return case_failed("pre state: " + ok.error().text());
  }
  return judge_post(what, state, upgrade_to_next_fork(state.run));
}

template <class P>
CaseOutcome run_transition_case(const ConsensusCase& what, Fork fork) {
  if (fork == Fork::phase0) return case_failed("no fork comes before phase0");
  const auto epoch = yaml_number(what.folder / "meta.yaml", "fork_epoch");
  if (!epoch) return case_failed("meta.yaml gives no fork_epoch");
  CaseState<P> state(transition_config<P>(fork, *epoch));
  return run_blocks_from(what, state, static_cast<Fork>(static_cast<int>(fork) - 1));
}

template Expected<void> apply_case_blocks(const std::filesystem::path&, CaseState<MainnetPreset>&,
                                          std::uint64_t, bool);
template Expected<void> apply_case_blocks(const std::filesystem::path&, CaseState<MinimalPreset>&,
                                          std::uint64_t, bool);
template Expected<void> apply_case_blocks(const std::filesystem::path&, CaseState<GnosisPreset>&,
                                          std::uint64_t, bool);
template CaseOutcome run_blocks_case<MainnetPreset>(const ConsensusCase&, Fork);
template CaseOutcome run_blocks_case<MinimalPreset>(const ConsensusCase&, Fork);
template CaseOutcome run_blocks_case<GnosisPreset>(const ConsensusCase&, Fork);
template CaseOutcome run_slots_case<MainnetPreset>(const ConsensusCase&, Fork);
template CaseOutcome run_slots_case<MinimalPreset>(const ConsensusCase&, Fork);
template CaseOutcome run_slots_case<GnosisPreset>(const ConsensusCase&, Fork);
template CaseOutcome run_fork_case<MainnetPreset>(const ConsensusCase&, Fork);
template CaseOutcome run_fork_case<MinimalPreset>(const ConsensusCase&, Fork);
template CaseOutcome run_fork_case<GnosisPreset>(const ConsensusCase&, Fork);
template CaseOutcome run_transition_case<MainnetPreset>(const ConsensusCase&, Fork);
template CaseOutcome run_transition_case<MinimalPreset>(const ConsensusCase&, Fork);
template CaseOutcome run_transition_case<GnosisPreset>(const ConsensusCase&, Fork);

}  // namespace apsis
