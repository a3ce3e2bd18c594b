// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "indexer/decode/chain_config.hpp"

namespace apsis {

/// One case in the layout of the official consensus tests:
/// `<preset>/<fork>/<runner>/<handler>/<suite>/<case>/`.
struct ConsensusCase {
  std::filesystem::path folder;
  std::string preset, fork, runner, handler, suite, name;
  std::string post = "post.ssz_snappy";  ///< file that says what comes out

  /// Whether the folder holds this file.
  bool holds(std::string_view file) const { return std::filesystem::exists(folder / file); }
  /// Whether the case says what comes out; without it the input must be refused.
  bool has_post() const { return holds(post); }
};

/// The case whose own folder `folder` is, wherever its root stands; nothing if it is none.
std::optional<ConsensusCase> consensus_case_at(const std::filesystem::path& folder);

/// What came of one case.
struct CaseOutcome {
  enum Verdict { passed, failed, skipped };
  Verdict verdict = passed;
  std::string reason = {};
};

/// Short forms of an outcome.
CaseOutcome case_passed();
CaseOutcome case_failed(std::string reason);
CaseOutcome case_skipped(std::string reason);

}  // namespace apsis
