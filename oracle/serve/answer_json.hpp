// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "oracle/serve/claim_book.hpp"
#include "oracle/serve/running_view.hpp"

namespace apsis {

/// Bodies of the answers; amounts are decimal strings of wei, as openapi.json says.

std::string intervals_json(const ClaimBook& book);
std::string interval_json(const RewardsFile& file);
std::string claim_json(const RewardsFile& file, const RewardsFileNode& node);
std::string running_json(const RunningView& running);
/// A node's share if the interval ended now; zeros for a node that gets nothing.
std::string running_share_json(const RunningView& running, const Bytes20& address);
std::string problem_json(int status, std::string_view message);

}  // namespace apsis
