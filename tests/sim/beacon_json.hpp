// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/net/http_message.hpp"
#include "tests/sim/shown_chain.hpp"

namespace apsis {

/// A 200 with JSON.
HttpResponse json_answer(std::string body);
/// An error as the Beacon API writes it.
HttpResponse error_answer(int status, const std::string& message);
/// The entry of /eth/v1/beacon/headers for a block whose root is known. It has no body_root: that
/// would need the decoded block.
std::string header_json(const ShownBlock& block);
/// The data of a `block` event.
std::string block_event(const ShownBlock& block);
/// The data of a `head` event.
std::string head_event(const ShownBlock& block, bool epoch_transition);
/// The data of a `head_v2` event.
std::string head_v2_event(const ShownBlock& block, const std::string& fork_name,
                          bool epoch_transition);
/// The data of a `chain_reorg` event; `depth` counts slots back from the new head's.
std::string reorg_event(const ShownBlock& old_head, const ShownBlock& new_head, std::uint64_t depth,
                        Epoch epoch);
/// The data of a `finalized_checkpoint` event.
std::string finalized_event(const ShownBlock& block, Epoch epoch);
/// The "data" of finality_checkpoints of the state at `head`, of which `finality` is known.
std::string finality_json(const RecordedChain& chain, Slot head, RecordedFinality finality);
/// The "data" of a state's fork at a slot.
std::string fork_json(const ChainSpec& spec, Slot slot);
/// The answer of /eth/v1/config/fork_schedule.
std::string fork_schedule_json(const ChainSpec& spec);
/// The configuration as /eth/v1/config/spec gives it.
std::string spec_json(const ChainSpec& spec);
/// The genesis as /eth/v1/beacon/genesis gives it.
std::string genesis_json(const Genesis& genesis);

}  // namespace apsis
