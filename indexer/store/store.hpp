// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "core/pg/database.hpp"
#include "core/units.hpp"
#include "indexer/rewards/epoch_record.hpp"
#include "indexer/store/chain_identity.hpp"
#include "indexer/store/cursor.hpp"
#include "indexer/store/tracked.hpp"

namespace apsis {

/// How a store is opened.
struct StoreOptions {
  std::string database = std::string(default_database);  ///< value of `--db`
  std::optional<std::string> track = std::nullopt;       ///< value of `--track`: "all" or a file
  Notify notify = {};
};

/// What proved an epoch; two runs over one chain in one mode give the same.
struct EpochProof {
  Epoch epoch;
  ProofMode mode;
  std::uint64_t slot;
  Bytes32 state_root;
};

/// A stored epoch whose proof may still be reorganised away.
struct NotFinalEpoch {
  Epoch epoch;
  std::uint64_t proof_slot;
  Bytes32 proof_block_root;
};

/// What put_epoch did.
enum class PutResult {
  written,   ///< the epoch's rows are new
  kept,      ///< they were there, with the same proof
  replaced,  ///< they were there, for fewer validators than are tracked now or behind a reorg
};

/// What repair_epoch did.
struct RepairedEpoch {
  PutResult result;  ///< written or replaced
  /// What proved the rows that are gone, if the new ones are proven by something else.
  std::optional<std::string> other_proof = std::nullopt;
};

/// The indexer's side of the database: one writer, an epoch a transaction. Not for several threads
/// at once.
class Store {
 public:
  /// Opens the database (a private cluster is made if missing), applies missing schema steps and
  /// takes the writer's lock. Errors: those of open_database and Tracked::load; unavailable while
  /// another indexer writes into the same database.
  static Expected<Store> open(const StoreOptions& options);

  /// Says which chain the epochs belong to; before the first put_epoch. Errors: usage when the
  /// database holds another chain.
  Expected<void> put_chain(const ChainIdentity& chain);

  /// The newest stored epoch; nothing if there is none.
  Expected<std::optional<Cursor>> cursor();

  /// Whether the epoch is stored with this proof and for all validators that are tracked now, so
  /// that its record need not be built at all. A stored epoch that was proven in another mode
  /// counts too. `active_validators` and `validator_count` as in the record. Errors: mismatch,
  /// naming both roots, when it is stored with another root.
  Expected<bool> has_epoch(const EpochProof& proof, std::uint64_t active_validators,
                           std::uint32_t validator_count);

  /// Stores an epoch whole, with the cursor, in one transaction; skips what is stored already.
  /// A stored epoch that is not final gives way, with all after it, when its proof is another.
  /// Errors: mismatch (the record's sums, another root for a final epoch); unavailable (nothing was
  /// written).
  Expected<PutResult> put_epoch(const EpochRecord& record);

  /// Writes an epoch whatever is stored of it, in one transaction: its rows, and what the registry
  /// and the sync committees became in it. Errors as those of put_epoch, but for another root.
  Expected<RepairedEpoch> repair_epoch(const EpochRecord& record);

  /// Forgets `first_epoch` and everything after it: the operator's wish.
  Expected<void> drop_from(Epoch first_epoch);

  /// The chain is final up to `slot`: marks the epochs that were proven up to there. Gives how many
  /// became final.
  Expected<std::size_t> mark_final(std::uint64_t slot);

  /// The chain has left what came after `common_slot`: forgets the epochs that were proven later.
  /// Gives the first of them, if there was one. Errors: mismatch when one of them was final.
  Expected<std::optional<Epoch>> drop_proven_after(std::uint64_t common_slot);

  /// Epochs that are stored and not final, ascending.
  Expected<std::vector<NotFinalEpoch>> not_final();

  /// For readers of what was stored.
  Connection& connection() { return database_.connection; }

 private:
  Expected<PutResult> keep_as_final(Epoch epoch);
  Expected<void> write_rows(pqxx::work& transaction, const EpochRecord& record, bool replaces);
  Store(Database database, Tracked tracked)
      : database_(std::move(database)), tracked_(std::move(tracked)) {}

  Database database_;
  Tracked tracked_;
};

}  // namespace apsis
