// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/state/stored_registry.hpp"

#include "core/check.hpp"
#include "core/pg/copy_reader.hpp"
#include "core/units.hpp"

namespace apsis {

namespace {

/// Beyond any chain's registry; a larger index is a broken row.
constexpr std::uint64_t max_validators = std::uint64_t{1} << 28;

Expected<CommitteeRules> stored_rules(pqxx::transaction_base& work) {
  const pqxx::result rows = work.exec("SELECT preset FROM chain");
  if (rows.empty())
    return fail(ErrorKind::mismatch, "the database holds no chain", "table chain",
                "fill it with apsis-indexer first");
  return committee_rules(rows[0][0].as<std::string>());
}

std::uint64_t epoch_or_far(const CopyReader& rows, std::size_t at) {
  return rows.field(at) ? static_cast<std::uint64_t>(rows.number(at)) : far_future_epoch;
}

}  // namespace

Expected<StoredRegistry> StoredRegistry::read(Connection& connection,
                                              pqxx::transaction_base& work) {
  StoredRegistry out;
  const Expected<CommitteeRules> rules = stored_rules(work);
  if (!rules) return std::unexpected(rules.error());
  out.rules_ = *rules;
  // The newest row of a validator holds for all earlier epochs too: both epochs are set before they
  // come and never move once they have.
  CopyReader rows(connection,
                  "SELECT DISTINCT ON (validator) validator, activation_epoch, exit_epoch "
                  "FROM validator_states ORDER BY validator, epoch DESC");
  while (true) {
    const Expected<bool> more = rows.next();
    if (!more) return std::unexpected(more.error());
    if (!*more) return out;
    const auto validator = static_cast<std::uint64_t>(rows.number(0));
    if (validator >= max_validators)
      return fail(ErrorKind::mismatch, "validator index beyond any registry", "validator_states");
    if (validator >= out.activation_.size()) {
      out.activation_.resize(validator + 1, far_future_epoch);
      out.exit_.resize(validator + 1, far_future_epoch);
    }
    out.activation_[validator] = epoch_or_far(rows, 1);
    out.exit_[validator] = epoch_or_far(rows, 2);
  }
}

std::vector<std::uint8_t> StoredRegistry::duty_slots(std::span<const std::uint64_t> validators,
                                                     std::uint64_t epoch,
                                                     const Bytes32& attester_seed) const {
  std::vector<std::uint64_t> ranks;
  std::uint64_t active = 0;
  for (std::uint64_t v = 0; v < activation_.size(); ++v) {
    if (ranks.size() < validators.size() && validators[ranks.size()] == v) ranks.push_back(active);
    if (is_active(v, epoch)) ++active;
  }
  CHECK(ranks.size() == validators.size());
  std::vector<std::uint8_t> out;
  for (const std::uint64_t rank : ranks)
    out.push_back(static_cast<std::uint8_t>(committee_slot(rank, active, attester_seed, rules_)));
  return out;
}

}  // namespace apsis
