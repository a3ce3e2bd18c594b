// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <doctest/doctest.h>

#include <memory>

#include "core/hex.hpp"
#include "oracle/chain/network.hpp"
#include "tests/recordings.hpp"
#include "tests/sim/execution_server.hpp"

namespace apsis {

/// A sparring execution node over the recorded Rocket Pool deployment; null, with a message, when
/// the recording is not there.
inline std::unique_ptr<ExecutionServer> sparring_node() {
  const auto directory = find_recording("rocketpool-v14");
  if (!directory) {
    MESSAGE("skipped: the recording rocketpool-v14 is not there (set APSIS_SHARED)");
    return nullptr;
  }
  auto server = ExecutionServer::start(directory->string());
  REQUIRE(server);
  return std::move(*server);
}

/// The network that a recording is of.
inline Network recorded_network(const ExecutionRecording& recording) {
  return {.name = "recorded",
          .chain_id = recording.chain_id,
          .rocket_storage = *array_from_hex<20>(recording.rocket_storage),
          .multicall = array_from_hex<20>(recording.multicall),
          .balance_checker = array_from_hex<20>(recording.balance_checker),
          .rpl_price_pool = array_from_hex<20>(recording.price_pool),
          .genesis_time = recording.genesis_time};
}

}  // namespace apsis
