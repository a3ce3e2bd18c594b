// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/store/rewards_csv.hpp"

#include <charconv>
#include <limits>
#include <string>
#include <vector>

#include "indexer/store/record_names.hpp"
#include "indexer/store/reward_row.hpp"
#include "indexer/store/sql_values.hpp"

namespace apsis {
namespace {

/// Epochs that are in memory at once.
constexpr int epochs_a_query = 8;
/// Bytes of text that are gathered before the sink gets them.
constexpr std::size_t sink_chunk_bytes = 1 << 16;
/// Columns after epoch and validator: two balances, the components, what was not taken.
constexpr std::size_t value_columns = component_count + 3;

/// One epoch's columns as they came from the database; an empty column stands for zeros.
struct EpochColumns {
  std::uint64_t epoch = 0;
  std::vector<std::int64_t> validators;  ///< empty: positions are indices
  std::vector<std::int64_t> values[value_columns];
};

std::vector<std::string> value_names() {
  std::vector<std::string> out = {"balance_start_gwei", "balance_end_gwei"};
  for (const char* column : component_columns) out.emplace_back(column);
  out.emplace_back("saturated_gwei");
  return out;
}

/// Whole arrays, or one validator's entry of each as an array of one.
std::string query_text(bool one_validator) {
  std::string out =
      one_validator ? "SELECT r.epoch, ARRAY[$4::integer]" : "SELECT r.epoch, t.validators";
  for (const std::string& name : value_names())
    out += one_validator ? ", r." + name + "[p.at:p.at]" : ", r." + name;
  out += " FROM epoch_rewards r LEFT JOIN tracked_sets t USING (set_id)";
  if (one_validator)
    out +=
        " CROSS JOIN LATERAL (SELECT CASE WHEN r.set_id IS NULL THEN $4::integer + 1 "
        "ELSE array_position(t.validators, $4::integer) END AS at) p";
  out += " WHERE r.epoch >= $1 AND r.epoch <= $2";
  if (one_validator) out += " AND p.at <= cardinality(r.balance_start_gwei)";
  return out + " ORDER BY r.epoch LIMIT $3";
}

Expected<EpochColumns> read_columns(const pqxx::row& row, const std::string& shown) {
  EpochColumns out;
  out.epoch = row[0].as<std::uint64_t>();
  const auto read = [&](pqxx::row::size_type at, std::vector<std::int64_t>& into) {
    if (row[at].is_null()) return true;
    auto values = parse_array_text({row[at].c_str(), row[at].size()}, 0);
    if (values) into = std::move(*values);
    return values.has_value();
  };
  bool sound = read(1, out.validators);
  for (std::size_t i = 0; i < value_columns; ++i)
    sound = read(static_cast<pqxx::row::size_type>(i + 2), out.values[i]) && sound;
  const std::size_t count = out.values[0].size();
  for (const auto& column : out.values) sound = sound && (column.empty() || column.size() == count);
  sound = sound && (row[1].is_null() || out.validators.size() == count);
  if (!sound)
    return fail(ErrorKind::mismatch,
                "the arrays of epoch " + std::to_string(out.epoch) + " do not fit each other",
                shown, "Store this epoch again");
  return out;
}

void append_number(std::string& text, std::int64_t value) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  text.append(digits, end);
}

bool write_epoch_lines(const EpochColumns& epoch, const TextSink& sink, std::string& text) {
  for (std::size_t i = 0; i < epoch.values[0].size(); ++i) {
    append_number(text, static_cast<std::int64_t>(epoch.epoch));
    text += ',';
    append_number(text,
                  epoch.validators.empty() ? static_cast<std::int64_t>(i) : epoch.validators[i]);
    for (const auto& column : epoch.values) {
      text += ',';
      append_number(text, column.empty() ? 0 : column[i]);
    }
    text += '\n';
    if (text.size() < sink_chunk_bytes) continue;
    if (!sink(text)) return false;
    text.clear();
  }
  return true;
}

std::unexpected<Error> sink_error() {
  return fail(ErrorKind::unavailable, "the table could not be written", "output",
              "Check where the output goes and its free space");
}

}  // namespace

std::string rewards_csv_header() {
  std::string out = "epoch,validator,balance_start,balance_end";
  for (std::size_t c = 0; c < component_count; ++c)
    out += "," + std::string(component_name(static_cast<Component>(c)));
  return out + ",saturated\n";
}

Expected<void> write_rewards_csv(Connection& connection, const RewardsRange& range,
                                 const TextSink& sink) {
  constexpr auto last_bigint = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  return connection.guarded([&]() -> Expected<void> {
    // One snapshot for the whole table, however many epochs an indexer adds meanwhile.
    pqxx::transaction<pqxx::repeatable_read> query(connection.sql());
    std::string text = rewards_csv_header();
    std::uint64_t next = range.from_epoch.value_or(0);
    const std::uint64_t last = std::min(range.to_epoch.value_or(last_bigint), last_bigint);
    const std::string sql = query_text(range.validator.has_value());
    while (next <= last) {
      const pqxx::result rows =
          range.validator ? query.exec_params(sql, next, last, epochs_a_query, *range.validator)
                          : query.exec_params(sql, next, last, epochs_a_query);
      for (const auto& row : rows) {
        const Expected<EpochColumns> columns = read_columns(row, connection.shown());
        if (!columns) return std::unexpected(columns.error());
        if (!write_epoch_lines(*columns, sink, text)) return sink_error();
        next = columns->epoch + 1;
      }
      if (rows.size() < static_cast<std::size_t>(epochs_a_query)) break;
    }
    if (!sink(text)) return sink_error();
    return {};
  });
}

}  // namespace apsis
