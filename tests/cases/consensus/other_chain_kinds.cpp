// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/cases/consensus/other_chain_kinds.hpp"

#include <array>

#include "indexer/decode/preset.hpp"
#include "tests/cases/consensus/case_config.hpp"
#include "tests/cases/consensus/case_files.hpp"
#include "tests/cases/consensus/case_judge.hpp"
#include "tests/cases/consensus/epoch_step_table.hpp"
#include "tests/cases/consensus/runners.hpp"

namespace apsis {
namespace {

namespace fs = std::filesystem;

void tell(const fs::path& path, const CaseOutcome& outcome, const char* kind, CaseReport& report) {
  if (outcome.verdict == CaseOutcome::passed) return report.pass();
  if (outcome.verdict == CaseOutcome::skipped) return report.skip(kind, outcome.reason);
  report.fail(path.string(), outcome.reason);
}

/// The fork whose FORK_state and FORK_block a folder holds.
std::optional<Fork> single_block_fork(const CasePath& path) {
  for (const std::string_view name : fork_names) {
    if (path.holds(std::string(name) + "_state.ssz_snappy") &&
        path.holds(std::string(name) + "_block.ssz_snappy")) {
      return fork_from_name(name);
    }
  }
  return std::nullopt;
}

CaseOutcome apply_single_block(const fs::path& folder, Fork fork) {
  const std::string name(fork_name(fork));
  CaseState<MainnetPreset> state(case_config<MainnetPreset>(fork));
  if (auto ok = state.load(folder / (name + "_state.ssz_snappy"), fork); !ok) {
    return case_failed("state: " + ok.error().text());
  }
  const auto bytes = read_snappy_file(folder / (name + "_block.ssz_snappy"));
  if (!bytes) return case_failed(bytes.error().text());
  const auto view = state.types[fork].decode("SignedBeaconBlock", *bytes);
  if (!view) return case_failed(view.error().text());
  if (auto ok = apply_block(state.run, view->field("message")); !ok) {
    return case_failed(ok.error().text());
  }
  return case_passed();
}

/// Names of epoch steps in these files, and the specs' handlers.
constexpr std::array<std::pair<std::string_view, std::string_view>, 11> step_names = {
    {{"effective_balances", "effective_balance_updates"},
     {"eth1_data_reset", "eth1_data_reset"},
     {"historical_roots", "historical_roots_update"},
     {"inactivity_scores", "inactivity_updates"},
     {"justification_and_finality", "justification_and_finalization"},
     {"participation_flag_updates", "participation_flag_updates"},
     {"randao_mixes_reset", "randao_mixes_reset"},
     {"registry_updates", "registry_updates"},
     {"rewards_penalty", "rewards_and_penalties"},
     {"slashings", "slashings"},
     {"slashings_reset", "slashings_reset"}}};
constexpr std::array<std::string_view, 2> before_suffixes = {"_test_state.ssz_snappy",
                                                             "_state_test.ssz_snappy"};
constexpr std::array<std::string_view, 3> after_suffixes = {
    "_test_expected.ssz_snappy", "_expected_test.ssz_snappy", "_expected.ssz_snappy"};

/// X of X_test_state.ssz_snappy; empty for other files.
std::string step_of(const fs::path& path) {
  const std::string name = path.filename().string();
  for (const std::string_view suffix : before_suffixes) {
    if (name.ends_with(suffix)) return name.substr(0, name.size() - suffix.size());
  }
  return {};
}

/// Fork of a state by the first byte of its current version.
Expected<Fork> fork_of_state(const fs::path& path) {
  constexpr std::size_t current_version_at = 8 + 32 + 8 + 4;
  const auto bytes = read_snappy_file(path);
  if (!bytes) return std::unexpected(bytes.error());
  if (bytes->size() <= current_version_at || (*bytes)[current_version_at] >= fork_count) {
    return fail(ErrorKind::decode, "no fork version of mainnet", path.string());
  }
  return static_cast<Fork>((*bytes)[current_version_at]);
}

CaseOutcome run_step(const fs::path& path) {
  const std::string name = step_of(path);
  std::string_view handler;
  for (const auto& [file, spec] : step_names) {
    if (file == name) handler = spec;
  }
  const auto fork = fork_of_state(path);
  if (!fork) return case_failed(fork.error().text());
  const EpochStep<MainnetPreset> step = find_epoch_step<MainnetPreset>(handler, *fork);
  if (step == nullptr) return case_skipped("no epoch step " + name + " is known");
  ConsensusCase what{path.parent_path(), "mainnet", "", "epoch-steps", name, "", name, "none"};
  for (const std::string_view suffix : after_suffixes) {
    if (what.holds(name + std::string(suffix))) what.post = name + std::string(suffix);
  }
  if (!what.has_post()) return case_failed("what must come out is not beside it");
  CaseState<MainnetPreset> state(case_config<MainnetPreset>(*fork));
  if (auto ok = state.load(path, *fork); !ok) return case_failed("state: " + ok.error().text());
  return judge_post(what, state, step(state.run));
}

}  // namespace

bool claims_named_chain(const CasePath& path) {
  return path.holds("pre.ssz_snappy") && path.holds("blocks_0.ssz_snappy") &&
         path.holds("post.ssz_snappy") && path.holds("meta.yaml") &&
         fork_from_name(path.path().filename().string()).has_value();
}

void run_named_chain(const CasePath& path, CaseReport& report) {
  const std::string name = path.path().filename().string();
  const Fork fork = *fork_from_name(name);
  const ConsensusCase what{path.path(), "mainnet", name, "sanity",
                           "blocks",    "",        name, "post.ssz_snappy"};
  tell(path.path(), run_blocks_case<MainnetPreset>(what, fork), "chain of the mainnet preset",
       report);
}

bool claims_single_block(const CasePath& path) {
  return path.is_directory() && single_block_fork(path).has_value();
}

void run_single_block(const CasePath& path, CaseReport& report) {
  const Fork fork = *single_block_fork(path);
  tell(path.path(), apply_single_block(path.path(), fork), "single block", report);
}

bool claims_epoch_step(const CasePath& path) {
  return !path.is_directory() && !step_of(path.path()).empty();
}

void run_epoch_step(const CasePath& path, CaseReport& report) {
  tell(path.path(), run_step(path.path()), "epoch step", report);
}

}  // namespace apsis
