// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>

#include "core/error.hpp"
#include "oracle/chain/block_header.hpp"
#include "oracle/chain/block_ref.hpp"

namespace apsis {

/// Gives a block's header, as ExecutionNodes::header does.
using HeaderSource = std::function<Expected<BlockHeader>(const BlockRef&)>;

/// The last block up to `head` whose time is not after `time`, found by a few headers: times of
/// blocks rise. `mismatch` if the chain begins later; else errors of the source.
Expected<BlockHeader> last_block_until(const HeaderSource& header, const BlockHeader& head,
                                       std::uint64_t time, std::uint64_t seconds_per_slot);

/// The first block up to `head` whose time is not before `time`. `mismatch` if there is none.
Expected<BlockHeader> first_block_from(const HeaderSource& header, const BlockHeader& head,
                                       std::uint64_t time, std::uint64_t seconds_per_slot);

}  // namespace apsis
