// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "indexer/decode/fork_types.hpp"

namespace apsis {

/// A container that nodes send each other and no block or state holds, put together in `own` from
/// the types of a fork; null if there is none of that name. It serves the codec's tests alone.
template <class P>
const SszType* network_type(SszTypes& own, const ForkTypes& types, std::string_view name);

}  // namespace apsis
