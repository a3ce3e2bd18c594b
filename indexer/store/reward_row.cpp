// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/store/reward_row.hpp"

#include <algorithm>

#include "core/pg/copy_writer.hpp"

namespace apsis {

const char* const component_columns[component_count] = {
    "source_gwei",         "target_gwei",
    "head_gwei",           "inactivity_gwei",
    "sync_gwei",           "proposer_attestations_gwei",
    "proposer_sync_gwei",  "proposer_slashings_gwei",
    "slashing_gwei",       "slashing_correlation_gwei",
    "deposits_gwei",       "withdrawals_gwei",
    "consolidations_gwei", "moved_to_queue_gwei"};

namespace {

constexpr std::uint8_t timely_flags = 0b111;
constexpr std::uint8_t active_flag = 0b1000;

/// Components whose column may be NULL instead of all zeros.
constexpr bool may_be_null(Component component) {
  return component > Component::head;
}

/// Takes the tracked validators' entries out of a column and hands them to the COPY.
class ColumnWriter {
 public:
  ColumnWriter(CopyWriter& rows, const TrackedSet& tracked, std::size_t validator_count)
      : rows_(rows), tracked_(tracked), validator_count_(validator_count) {}

  template <class Out, class In>
  std::vector<Out> picked(const std::vector<In>& column) const {
    std::vector<Out> out;
    if (!tracked_.validators) {
      out.reserve(validator_count_);
      for (const In& value : column) out.push_back(static_cast<Out>(value));
    } else {
      out.reserve(tracked_.validators->size());
      for (const std::int32_t v : *tracked_.validators)
        out.push_back(static_cast<Out>(column[static_cast<std::size_t>(v)]));
    }
    return out;
  }

  template <class In>
  void bigints(const std::vector<In>& column, bool null_when_zero) {
    const auto values = picked<std::int64_t>(column);
    if (null_when_zero && std::ranges::all_of(values, [](std::int64_t v) { return v == 0; }))
      rows_.null();
    else
      rows_.bigint_array(values);
  }

 private:
  CopyWriter& rows_;
  const TrackedSet& tracked_;
  std::size_t validator_count_;
};

std::string column_list() {
  std::string out =
      "epoch,validator_count,set_id,balance_start_gwei,balance_end_gwei,effective_balance_gwei";
  for (const char* column : component_columns) out += std::string(",") + column;
  return out +
         ",saturated_gwei,duties_before_gwei,max_source_gwei,max_target_gwei,max_head_gwei,"
         "max_sync_gwei,duty_slot,committee_index,committee_position,inclusion_delays,flags,"
         "miss_cause";
}

/// Slots fit 31 bits for eight centuries; `no_slot` becomes -1 and then NULL.
bool slots_fit(const std::vector<std::uint64_t>& slots) {
  constexpr std::uint64_t limit = std::uint64_t{1} << 31;
  return std::ranges::all_of(slots, [](std::uint64_t s) { return s < limit || s == no_slot; });
}

}  // namespace

Expected<void> write_reward_row(Connection& connection, const EpochRecord& record,
                                const TrackedSet& tracked) {
  const ValidatorColumns& columns = record.validators;
  const std::size_t count = columns.balance_start_gwei.size();
  if (!slots_fit(columns.duty_slot))
    return fail(ErrorKind::invalid, "a duty's slot is beyond 2^31",
                "epoch " + std::to_string(record.epoch.value));
  CopyWriter rows(connection, "epoch_rewards", column_list());
  ColumnWriter writer(rows, tracked, count);
  rows.row();
  rows.unsigned_bigint(record.epoch.value);
  rows.integer(static_cast<std::int32_t>(count));
  tracked.validators ? rows.bigint(tracked.set_id) : rows.null();
  writer.bigints(columns.balance_start_gwei, false);
  writer.bigints(columns.balance_end_gwei, false);
  writer.bigints(columns.effective_balance_gwei, false);
  for (std::size_t c = 0; c < component_count; ++c)
    writer.bigints(columns.component_gwei[c], may_be_null(static_cast<Component>(c)));
  writer.bigints(columns.saturated_gwei, true);
  writer.bigints(columns.duties_before_gwei, true);
  writer.bigints(columns.max_source_gwei, false);
  writer.bigints(columns.max_target_gwei, false);
  writer.bigints(columns.max_head_gwei, false);
  writer.bigints(columns.max_sync_gwei, true);
  rows.integer_array_with_nulls(writer.picked<std::int32_t>(columns.duty_slot));
  rows.smallint_array(writer.picked<std::int16_t>(columns.committee_index));
  rows.integer_array(writer.picked<std::int32_t>(columns.committee_position));
  writer.bigints(columns.inclusion_delays, false);
  rows.smallint_array(writer.picked<std::int16_t>(columns.flags));
  rows.smallint_array(writer.picked<std::int16_t>(columns.miss_cause));
  return rows.finish();
}

Expected<void> write_miss_row(Connection& connection, const EpochRecord& record) {
  const ValidatorColumns& columns = record.validators;
  std::vector<std::int32_t> validators;
  std::vector<std::int16_t> flags, causes;
  for (std::size_t v = 0; v < columns.flags.size(); ++v) {
    const std::uint8_t flag = columns.flags[v];
    if ((flag & active_flag) == 0 || (flag & timely_flags) == timely_flags) continue;
    validators.push_back(static_cast<std::int32_t>(v));
    flags.push_back(flag);
    causes.push_back(static_cast<std::int16_t>(columns.miss_cause[v]));
  }
  CopyWriter rows(connection, "epoch_misses", "epoch,validators,flags,miss_cause");
  rows.row();
  rows.unsigned_bigint(record.epoch.value);
  rows.integer_array(validators);
  rows.smallint_array(flags);
  rows.smallint_array(causes);
  return rows.finish();
}

}  // namespace apsis
