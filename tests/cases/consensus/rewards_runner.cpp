// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <limits>

#include "indexer/decode/preset.hpp"
#include "indexer/replay/epoch_steps.hpp"
#include "indexer/replay/phase0_epoch.hpp"
#include "tests/cases/consensus/case_config.hpp"
#include "tests/cases/consensus/case_files.hpp"
#include "tests/cases/consensus/case_judge.hpp"
#include "tests/cases/consensus/runners.hpp"

namespace apsis {
namespace {

/// `Deltas` of the test format: what each validator gains and loses.
struct Deltas {
  std::vector<std::uint64_t> rewards_gwei, penalties_gwei;
};

std::vector<std::uint64_t> read_numbers(const SszView& list) {
  std::vector<std::uint64_t> out;
  for (std::size_t i = 0; i < list.size(); ++i) out.push_back(list[i].as_u64());
  return out;
}

Expected<Deltas> read_deltas(const std::filesystem::path& path) {
  SszTypes types;
  const SszType* amounts = types.list(types.uint(8), preset::validator_registry_limit);
  const SszType* type = types.container("Deltas", {{"rewards", amounts}, {"penalties", amounts}});
  const auto bytes = read_snappy_file(path);
  if (!bytes) return std::unexpected(bytes.error());
  if (auto ok = check_ssz(*type, *bytes); !ok) return std::unexpected(ok.error());
  const SszView view(*type, *bytes);
  return Deltas{read_numbers(view.field("rewards")), read_numbers(view.field("penalties"))};
}

/// A list of deltas, and the booked column that must equal it.
struct DeltaList {
  const char* file;
  std::vector<std::int64_t> DutyBooking::*column;
};

constexpr DeltaList delta_lists[] = {
    {"source_deltas", &DutyBooking::source_gwei},
    {"target_deltas", &DutyBooking::target_gwei},
    {"head_deltas", &DutyBooking::head_gwei},
    {"inactivity_penalty_deltas", &DutyBooking::inactivity_gwei},
};

/// A list of phase0's deltas, which rewards and penalizes by other components.
struct Phase0List {
  const char* file;
  Phase0Deltas Phase0Rewards::*deltas;
};

constexpr Phase0List phase0_lists[] = {
    {"source_deltas", &Phase0Rewards::source},
    {"target_deltas", &Phase0Rewards::target},
    {"head_deltas", &Phase0Rewards::head},
    {"inclusion_delay_deltas", &Phase0Rewards::inclusion_delay},
    {"inactivity_penalty_deltas", &Phase0Rewards::inactivity},
};

template <class P>
CaseOutcome run_phase0(const ConsensusCase& what, const CaseState<P>& state) {
  const auto found = get_phase0_rewards(state.run);
  if (!found) return case_failed(found.error().text());
  for (const Phase0List& list : phase0_lists) {
    const auto expected = read_deltas(what.folder / (std::string(list.file) + ".ssz_snappy"));
    if (!expected) return case_failed(expected.error().text());
    const Phase0Deltas& deltas = *found.*list.deltas;
    if (deltas.rewards_gwei != expected->rewards_gwei ||
        deltas.penalties_gwei != expected->penalties_gwei) {
      return case_failed(std::string(list.file) + " are others");
    }
  }
  return case_passed();
}

CaseOutcome compare(const DeltaList& list, const Deltas& expected,
                    const std::vector<std::int64_t>& found_gwei) {
  const std::size_t count = found_gwei.size();
  if (expected.rewards_gwei.size() != count || expected.penalties_gwei.size() != count) {
    return case_failed(std::string(list.file) + ": " +
                       std::to_string(expected.rewards_gwei.size()) + " entries for " +
                       std::to_string(count) + " validators");
  }
  for (std::size_t i = 0; i < count; ++i) {
    const auto net = static_cast<std::int64_t>(expected.rewards_gwei[i]) -
                     static_cast<std::int64_t>(expected.penalties_gwei[i]);
    if (net == found_gwei[i]) continue;
    return case_failed(std::string(list.file) + ": validator " + std::to_string(i) + " gets " +
                       std::to_string(found_gwei[i]) + " gwei instead of " + std::to_string(net));
  }
  return case_passed();
}

}  // namespace

template <class P>
CaseOutcome run_rewards_case(const ConsensusCase& what, Fork fork) {
  CaseState<P> state(case_config<P>(fork));
  if (auto ok = state.load(what.folder / "pre.ssz_snappy", fork); !ok) {
    return case_failed("pre state: " + ok.error().text());
  }
  if (fork == Fork::phase0) return run_phase0(what, state);
  Ledger ledger;
  attach_ledger(state.run, ledger);
  if (auto ok = apply_duty_deltas(state.run); !ok) {
    return case_failed(ok.error().text());
  }
  for (const DeltaList& list : delta_lists) {
    const auto expected = read_deltas(what.folder / (std::string(list.file) + ".ssz_snappy"));
    if (!expected) return case_failed(expected.error().text());
    CaseOutcome outcome = compare(list, *expected, ledger.now.duties.*list.column);
    if (outcome.verdict != CaseOutcome::passed) return outcome;
  }
  return case_passed();
}

template CaseOutcome run_rewards_case<MainnetPreset>(const ConsensusCase&, Fork);
template CaseOutcome run_rewards_case<MinimalPreset>(const ConsensusCase&, Fork);
template CaseOutcome run_rewards_case<GnosisPreset>(const ConsensusCase&, Fork);

}  // namespace apsis
