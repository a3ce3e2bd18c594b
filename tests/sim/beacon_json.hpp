// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/net/http_message.hpp"
#include "indexer/source/block_source.hpp"
#include "tests/sim/recorded_chain.hpp"

namespace apsis {

/// A 200 with JSON.
HttpResponse json_answer(std::string body);
/// An error as the Beacon API writes it.
HttpResponse error_answer(int status, const std::string& message);
/// The entry of /eth/v1/beacon/headers for a block whose root is known. It has no body_root: that
/// would need the decoded block.
std::string header_json(const RawBlock& block, const std::string& root);
/// The "data" of finality_checkpoints of the state at `head`, of which `finality` is known.
std::string finality_json(const RecordedChain& chain, Slot head, RecordedFinality finality);
/// The configuration as /eth/v1/config/spec gives it.
std::string spec_json(const ChainSpec& spec);
/// The genesis as /eth/v1/beacon/genesis gives it.
std::string genesis_json(const Genesis& genesis);

}  // namespace apsis
