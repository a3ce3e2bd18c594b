// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/cases/consensus/case_judge.hpp"

namespace apsis {

/// Applies `blocks_0.ssz_snappy` to `blocks_<count - 1>.ssz_snappy` of a folder, each of the fork
/// that the state's configuration gives its slot; with signatures, each block's are checked first.
/// Stops at the first that is refused.
template <class P>
Expected<void> apply_case_blocks(const std::filesystem::path& folder, CaseState<P>& state,
                                 std::uint64_t count, bool with_signatures);

}  // namespace apsis
