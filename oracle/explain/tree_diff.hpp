// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "oracle/explain/json_diff.hpp"
#include "oracle/tree/performance_file.hpp"
#include "oracle/tree/rewards_file.hpp"

namespace apsis {

/// What differs between two trees of one subject: "tree", "totals", "node 0x…", "minipool 0x…",
/// "validator 0x…".
struct SubjectDifference {
  std::string subject;
  std::vector<FieldDifference> fields;  ///< paths are the published names
};

/// Differences of two rewards files: header and root, totals, and each node's amounts. A node that
/// is in one alone differs in all its amounts.
std::vector<SubjectDifference> tree_differences(const RewardsFile& a, const RewardsFile& b);

/// Differences of two performance files, validator by validator: votes, the missed slots that one
/// has and the other has not, scores, income, bonus and commission.
std::vector<SubjectDifference> performance_differences(const PerformanceFile& a,
                                                       const PerformanceFile& b);

}  // namespace apsis
