// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "oracle/watch/vote_event.hpp"

namespace apsis::test {

/// The votes of the recording rocketpool-v14, of its voting contracts before and after the upgrade,
/// and its five members; nothing if the recording is not there.
struct RecordedVotes {
  std::vector<VoteEvent> votes;
  std::vector<Bytes20> members;
};
std::optional<RecordedVotes> recorded_votes();

}  // namespace apsis::test
