// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/sim/execution_view.hpp"

namespace apsis {

/// What a contract answers to calldata at a recorded block: as recorded, or put together from
/// recorded parts for the multicall and the balance checker. An error for what nobody recorded.
/// Address and calldata in lower case.
RpcReplyText answer_call(const ExecutionView& view, std::uint64_t block, const std::string& to,
                         const std::string& data);

}  // namespace apsis
