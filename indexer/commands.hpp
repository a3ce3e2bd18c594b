// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "indexer/rewards/epoch_record.hpp"
#include "indexer/source_choice.hpp"

namespace apsis {

/// `backfill`: replay a recording or era files, prove them, store them.
struct BackfillOptions {
  SourceOptions source;
  EpochRange epochs;
  std::optional<std::uint64_t> to_slot;  ///< nothing: to the end of the source
  std::string db;                        ///< embedded:DIR or a URL
  std::string track;                     ///< all, a file, or empty (the default of the store)
  std::string metrics;                   ///< ADDRESS:PORT or off
  std::string state_dir;                 ///< as of follow
  std::uint64_t state_every_seconds = 0;
  bool check_signatures = false;
  ProofMode prove = ProofMode::epoch;
};

/// `verify`: replay a recording or era files and prove them, without a database.
struct VerifyOptions {
  SourceOptions source;
  EpochRange epochs;
  std::optional<std::uint64_t> to_slot;
  std::string metrics;
  bool check_signatures = false;
  ProofMode prove = ProofMode::epoch;
};

/// `export`: replay a chain and write it as era files.
struct ExportOptions {
  SourceOptions source;
  EpochRange epochs;      ///< eras that hold one of them
  std::string directory;  ///< of the era files; made when it is missing
};

/// `repair`: replay some epochs and write them anew, whatever the database holds of them.
struct RepairOptions {
  SourceOptions source;
  EpochRange epochs;  ///< both ends must be given
  std::string db;
  bool check_signatures = false;
  ProofMode prove = ProofMode::epoch;
};

/// Where `follow` starts when the database is empty.
enum class FollowStart { genesis, finalized };

/// `follow`: replay a chain up to its head as beacon nodes tell it, prove it, store it, go on until
/// stopped.
struct FollowOptions {
  std::string beacon;  ///< one URL or several, parted by commas
  FollowStart from = FollowStart::finalized;
  std::optional<std::uint64_t> to_slot;
  std::string db;
  std::string track;
  std::string metrics;
  std::string checkpoint;  ///< slot, root or URL to start from; empty: as `from` says
  bool allow_old_checkpoint = false;
  std::string state_dir;  ///< of the kept states; empty: beside the database; off: nowhere
  std::uint64_t state_every_seconds = 0;  ///< how often one is kept far behind the head
  bool until_final = false;               ///< replay nothing before it is final
  bool check_signatures = true;
  ProofMode prove = ProofMode::epoch;
};

/// Each command does its work, says what went wrong on stderr or in the log, and returns the exit
/// status of the process: 0 done, 1 the data is wrong, 2 the call is wrong, 3 something outside
/// failed.
int run_backfill(const BackfillOptions& options);
/// See run_backfill.
int run_verify(const VerifyOptions& options);
/// See run_backfill.
int run_export(const ExportOptions& options);
/// See run_backfill.
int run_repair(const RepairOptions& options);
/// See run_backfill.
int run_follow(const FollowOptions& options);

}  // namespace apsis
