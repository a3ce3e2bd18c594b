// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/interval_source.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "core/hex.hpp"
#include "core/ops/progress.hpp"
#include "oracle/duties/stored_scores.hpp"
#include "oracle/ruleset_name.hpp"
#include "oracle/state/duty_coverage.hpp"
#include "oracle/state/snapshot_reader.hpp"
#include "oracle/state/text_file.hpp"
#include "schema/schema.hpp"

namespace apsis {

namespace {

Expected<NetworkSnapshot> load_snapshot(const std::filesystem::path& path) {
  const Expected<std::string> text = read_text_file(path);
  if (!text) return std::unexpected(text.error());
  Expected<NetworkSnapshot> snapshot = read_network_snapshot(*text);
  if (!snapshot) return std::unexpected(within(path.string(), snapshot.error()));
  return snapshot;
}

Expected<IntervalDuties> load_duties(const std::filesystem::path& path) {
  const Expected<std::string> text = read_text_file(path);
  if (!text) return std::unexpected(text.error());
  Expected<IntervalDuties> duties = read_interval_duties(*text);
  if (!duties) return std::unexpected(within(path.string(), duties.error()));
  return duties;
}

/// Duties of a file, which must be complete.
Expected<void> score_file(const std::filesystem::path& path, const NetworkSnapshot& snapshot,
                          DutyScorer& scorer, const EpochNote& note) {
  const Expected<IntervalDuties> duties = load_duties(path);
  if (!duties) return std::unexpected(duties.error());
  DutyCoverage coverage(snapshot, scorer.validators());
  const std::uint64_t last = std::min(last_duty_epoch(snapshot), duties->last_epoch);
  for (std::uint64_t epoch = std::max(first_duty_epoch(snapshot), duties->first_epoch);
       epoch <= last; ++epoch) {
    coverage.note_epoch(epoch);
    note(epoch);
  }
  for (const AttestationDuty& duty : duties->duties) {
    coverage.note(duty);
    scorer.add_duty(duty);
  }
  for (const ValidatorWithdrawal& withdrawal : duties->withdrawals)
    scorer.add_withdrawal(withdrawal);
  return coverage.check();
}

/// Duties that the indexer stored; the database stays open in `out`.
Expected<void> score_database(const std::string& target, const NetworkSnapshot& snapshot,
                              DutyScorer& scorer, const EpochNote& note,
                              std::optional<Database>& out) {
  Expected<Database> database =
      open_database(target, schema_migrations(), false,
                    [](const std::string& line) { spdlog::info("{}", line); });
  if (!database) return std::unexpected(database.error());
  out.emplace(std::move(*database));
  return score_stored_duties(out->connection, snapshot, scorer, note);
}

Expected<void> score(DutyScorer& scorer, const IntervalSource& source, const DutyProgress& told,
                     ComputedInterval& out) {
  const NetworkSnapshot& snapshot = *out.snapshot;
  const std::uint64_t first_epoch = first_duty_epoch(snapshot);
  const std::uint64_t epochs = last_duty_epoch(snapshot) - first_epoch + 1;
  told.begin(snapshot);
  Progress progress("duties", "epochs", epochs);
  const EpochNote note = [&](std::uint64_t epoch) {
    told.epoch(epoch);
    progress.update(epoch - first_epoch + 1);
  };
  const Expected<void> scored =
      source.duties.empty() ? score_database(source.database, snapshot, scorer, note, out.database)
                            : score_file(source.duties, snapshot, scorer, note);
  if (scored) progress.finish(epochs);
  return scored;
}

}  // namespace

Expected<ComputedInterval> compute_from(const IntervalSource& source, const DutyProgress& told) {
  ComputedInterval out;
  const Expected<const Ruleset*> ruleset = ruleset_named(source.ruleset);
  if (!ruleset) return std::unexpected(ruleset.error());
  out.ruleset = *ruleset;
  Expected<NetworkSnapshot> snapshot = load_snapshot(source.snapshot);
  if (!snapshot) return std::unexpected(snapshot.error());
  out.snapshot = std::make_unique<const NetworkSnapshot>(std::move(*snapshot));
  Expected<DutyScorer> scorer = begin_interval(*out.snapshot, *out.ruleset);
  if (!scorer) return std::unexpected(within(source.snapshot.string(), scorer.error()));
  if (auto ok = score(*scorer, source, told, out); !ok) return std::unexpected(ok.error());
  Expected<IntervalResult> result =
      compute_interval(*out.snapshot, *out.ruleset, std::move(*scorer));
  if (!result) return std::unexpected(result.error());
  out.result = std::move(*result);
  for (const auto& [address, network] : out.result.invalid_network_nodes)
    spdlog::warn("node {} asks for reward network {}, which is not enabled: it is paid on 0",
                 to_hex(address), network);
  return out;
}

}  // namespace apsis
