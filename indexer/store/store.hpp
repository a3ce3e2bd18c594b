// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

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

/// What put_epoch did.
enum class PutResult {
  written,   ///< the epoch's rows are new
  kept,      ///< they were there, with the same proof
  replaced,  ///< they were there, for fewer validators than are tracked now
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
  /// Errors: mismatch (the record's sums, another root for a stored epoch); unavailable (nothing
  /// was written).
  Expected<PutResult> put_epoch(const EpochRecord& record);

  /// Forgets `first_epoch` and everything after it: a reorganisation, or the operator's wish.
  Expected<void> drop_from(Epoch first_epoch);

  /// For readers of what was stored.
  Connection& connection() { return database_.connection; }

 private:
  Store(Database database, Tracked tracked)
      : database_(std::move(database)), tracked_(std::move(tracked)) {}

  Database database_;
  Tracked tracked_;
};

}  // namespace apsis
