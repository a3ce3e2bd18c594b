// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/rewards/block_record.hpp"

namespace apsis {
namespace {

std::uint32_t count(const SszView& container, const char* list) {
  return container.has(list) ? static_cast<std::uint32_t>(container.field(list).size()) : 0;
}

}  // namespace

BlockRecord make_block_record(const SszView& block, bool orphaned) {
  const SszView body = block.field("body");
  BlockRecord out{};
  out.slot = block.field("slot").as_u64();
  out.root = hash_tree_root(block);
  out.parent_root = block.field("parent_root").as_bytes<32>();
  out.state_root = block.field("state_root").as_bytes<32>();
  out.proposer = static_cast<std::uint32_t>(block.field("proposer_index").as_u64());
  out.orphaned = orphaned;
  out.graffiti = body.field("graffiti").as_bytes<32>();
  out.attestation_count = count(body, "attestations");
  out.exit_count = count(body, "voluntary_exits");
  out.slashing_count = count(body, "proposer_slashings") + count(body, "attester_slashings");
  out.deposit_count = count(body, "deposits");
  if (body.has("execution_requests")) {
    out.deposit_count += count(body.field("execution_requests"), "deposits");
  }
  if (body.has("execution_payload")) {
    const SszView payload = body.field("execution_payload");
    out.execution_block_number = payload.field("block_number").as_u64();
    out.execution_block_hash = payload.field("block_hash").as_bytes<32>();
    out.execution_timestamp = payload.field("timestamp").as_u64();
    out.withdrawal_count = count(payload, "withdrawals");
  }
  return out;
}

}  // namespace apsis
