// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/state/snapshot_confirm.hpp"

namespace apsis {

Expected<SnapshotConfirmation> confirm_snapshots(SnapshotStore& store, const HeaderSource& header,
                                                 std::uint64_t now) {
  SnapshotConfirmation out;
  const Expected<BlockHeader> final = header(BlockTag::finalized);
  if (!final) return std::unexpected(within("finalized block", final.error()));
  out.final_block = final->number;
  Expected<std::vector<StoredSnapshot>> open = store.unconfirmed(final->number);
  if (!open) return std::unexpected(open.error());
  for (StoredSnapshot& snapshot : *open) {
    const Expected<BlockHeader> block = header(snapshot.block_number);
    if (!block) return std::unexpected(within("confirming a snapshot", block.error()));
    const bool stays = block->hash == snapshot.taking.block_hash;
    snapshot.taking.state = stays ? SnapshotState::confirmed : SnapshotState::reorged;
    snapshot.checked_at = now;
    if (auto ok = store.mark(snapshot, snapshot.taking.state, now); !ok)
      return std::unexpected(ok.error());
    (stays ? out.confirmed : out.reorged).push_back(std::move(snapshot));
  }
  return out;
}

}  // namespace apsis
