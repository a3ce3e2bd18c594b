// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/duties/stored_scores.hpp"

#include "oracle/interval/duty_counter.hpp"
#include "oracle/state/stored_duties.hpp"

namespace apsis {

Expected<void> score_stored_duties(Connection& connection, const NetworkSnapshot& snapshot,
                                   DutyScorer& scorer, const EpochNote& note) {
  if (auto ok = check_stored_chain(connection, snapshot); !ok) return ok;
  DutyCounter counter(scorer.windows(), scorer.counting_rules());
  StoredDuties stored(connection, scorer.validators(), snapshot.clock.slots_per_epoch);
  const std::uint64_t first = first_duty_epoch(snapshot);
  const std::uint64_t last = last_duty_epoch(snapshot);
  const auto slots_needed = [&](std::uint64_t epoch) { return counter.slots_needed(epoch); };
  const auto count = [&](const EpochDuties& duties) {
    note(duties.epoch);
    return counter.add(duties);
  };
  if (auto ok = stored.read(first, last, slots_needed, count); !ok) return ok;
  scorer.add_counts(counter);
  return stored.read_withdrawals(first, last, [&](const ValidatorWithdrawal& withdrawal) {
    scorer.add_withdrawal(withdrawal);
  });
}

}  // namespace apsis
