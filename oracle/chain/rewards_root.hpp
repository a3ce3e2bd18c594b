// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "core/net/json_rpc.hpp"

namespace apsis {

/// Address of RocketStorage, Rocket Pool's one contract that never moves; nothing for a network
/// without a published one.
std::optional<Bytes20> rocket_storage_of(std::string_view network);

/// Merkle root that the oracle DAO has accepted for an interval: bytes32 "rewards.merkle.root" ++
/// index of RocketStorage, at the newest block. Nothing if none is there (yet).
Expected<std::optional<Bytes32>> rewards_root_on_chain(JsonRpc& node, const Bytes20& rocket_storage,
                                                       std::uint64_t index);

}  // namespace apsis
