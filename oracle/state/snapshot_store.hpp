// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/pg/connection.hpp"
#include "oracle/state/network_snapshot.hpp"
#include "oracle/state/stored_snapshot.hpp"

namespace apsis {

/// Most snapshots that a list gives, newest slots first.
inline constexpr int max_listed_snapshots = 1'000;
/// Fewest digits of a content hash that name a snapshot.
inline constexpr std::size_t min_hash_digits = 6;

/// Snapshots in PostgreSQL, by the hash of their content: equal ones are kept once. Each function
/// is one transaction. Errors: `unavailable` when the database fails, `mismatch` when a row is not
/// what was written.
class SnapshotStore {
 public:
  explicit SnapshotStore(Connection& connection) : connection_(&connection) {}

  /// Keeps a snapshot. Whose validators are whose (memberships) is entered at once if it was
  /// imported or its block is final, else once its block is. The same content taken again at the
  /// same block is the row that is there.
  Expected<StoredSnapshot> put(const NetworkSnapshot& snapshot, const SnapshotTaking& taking);

  /// Newest slots first, and of a slot the one that was taken last.
  Expected<std::vector<StoredSnapshot>> list();
  /// The one that `name` means: "latest" (the newest that was not reorged), a slot, or the first
  /// digits of a content hash. Of several takings of it, one that was not reorged, the last one.
  /// `usage` if there is none, or if digits fit several contents.
  Expected<StoredSnapshot> find(const std::string& name);
  /// The last one taken at this block, or imported for its slot and number; nothing if there is
  /// none, or only a reorged one.
  Expected<std::optional<StoredSnapshot>> at_block(std::uint64_t slot, std::uint64_t block_number,
                                                   const Bytes32& block_hash);
  /// All that at_block chooses from, its choice first: of one block there are several when they
  /// were taken for slots whose epochs differ.
  Expected<std::vector<StoredSnapshot>> all_at_block(std::uint64_t slot, std::uint64_t block_number,
                                                     const Bytes32& block_hash);
  /// The canonical file of a content; its hash is checked.
  Expected<std::string> file(const Bytes32& content_hash);

  /// Those up to a block that nobody has confirmed yet, oldest first.
  Expected<std::vector<StoredSnapshot>> unconfirmed(std::uint64_t last_block);
  /// Slots of a network whose snapshots were all reorged, and found so at `since` or later: to be
  /// taken again, oldest first.
  Expected<std::vector<std::uint64_t>> lost_slots(const std::string& network, std::uint64_t since);
  /// Enters what became of a snapshot's block, and, if it stays, the memberships.
  Expected<void> mark(const StoredSnapshot& stored, SnapshotState state, std::uint64_t checked_at);

 private:
  Connection* connection_;
};

}  // namespace apsis
