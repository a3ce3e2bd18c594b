// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "core/pg/connection.hpp"
#include "core/pg/embedded.hpp"

namespace apsis {

/// Below this many active validators all are tracked unless the operator says otherwise.
inline constexpr std::uint64_t track_all_below_active = 100'000;
/// Lines that a file of validators may have.
inline constexpr std::size_t track_file_limit_lines = 4'000'000;

/// One validator that is to be tracked: by index, or by public key until the chain gives it one.
struct TrackedEntry {
  std::optional<std::uint32_t> validator;
  std::optional<Bytes48> pubkey;
};

/// Entries of a file with one validator index or public key (0x and 96 hex digits) a line; empty
/// lines and what follows a '#' do not count. Errors: usage, naming the line; unavailable, when it
/// cannot be read.
Expected<std::vector<TrackedEntry>> read_track_file(const std::string& path);

/// The validators of one epoch that get full rows.
struct TrackedSet {
  /// Nothing: every validator of the registry.
  std::optional<std::vector<std::int32_t>> validators;  ///< ascending
  /// Number that follows from the list alone, so that the same list has the same number everywhere.
  std::int64_t set_id = 0;
};

/// Decides which validators are tracked: by the flag `--track` if given (kept in the database),
/// else by what the database says, else by the number of active validators when the first epoch
/// comes.
class Tracked {
 public:
  /// Reads the database's choice and applies `flag` ("all" or a file) to it. A change is told
  /// through `notify`: it holds for epochs that are stored from now on; a replay widens older ones.
  static Expected<Tracked> load(Connection& connection, const std::optional<std::string>& flag,
                                const Notify& notify);

  /// The set for an epoch, inside the caller's transaction, after its new validators are in the
  /// registry.
  TrackedSet choose(pqxx::transaction_base& transaction, std::uint64_t active_validators,
                    std::uint32_t validator_count);
  /// Forgets what was read in a transaction that failed.
  void forget() { version_.clear(); }

 private:
  explicit Tracked(Notify notify) : notify_(std::move(notify)) {}
  void reload_when_changed(pqxx::transaction_base& transaction);

  Notify notify_;
  std::optional<bool> all_;          ///< nothing: not decided yet
  std::vector<std::int32_t> known_;  ///< listed validators that have an index, ascending
  std::string version_;              ///< of the tables when `known_` was read
};

/// Writes the set's list if it is not there yet; gives the SQL text of its number ("NULL" for all).
std::string put_tracked_set(pqxx::transaction_base& transaction, const TrackedSet& set);

/// Whether the rows of an epoch stored with `set_id` (nothing: all) hold every validator of
/// `wanted`.
bool covers(pqxx::transaction_base& transaction, const std::optional<std::int64_t>& set_id,
            const TrackedSet& wanted);

}  // namespace apsis
