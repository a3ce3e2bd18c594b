// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/store/epoch_gaps.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace apsis {
namespace {

/// An epoch is there when both of its rows are.
constexpr const char* stored_sql =
    "(SELECT e.epoch FROM epochs e JOIN epoch_rewards USING (epoch))";

/// A replay sees the epoch after its first state's whole, and epoch 0 from genesis.
constexpr const char* bounds_sql =
    "SELECT least(min(s.epoch), (SELECT CASE WHEN anchor_slot = 0 THEN 0 ELSE anchor_slot / "
    "slots_per_epoch + 1 END FROM chain)), max(s.epoch) FROM ";

std::optional<std::uint64_t> number(const pqxx::field& field) {
  return field.is_null() ? std::nullopt : std::optional(field.as<std::uint64_t>());
}

}  // namespace

std::uint64_t EpochGaps::missing() const {
  std::uint64_t sum = 0;
  for (const auto& [first, last] : gaps) sum += last - first + 1;
  return sum;
}

Expected<EpochGaps> read_epoch_gaps(Connection& connection, std::optional<std::uint64_t> first,
                                    std::optional<std::uint64_t> last) {
  constexpr std::uint64_t epoch_max = ~std::uint64_t{0} >> 1;
  if ((first && *first > epoch_max) || (last && *last > epoch_max))
    return fail(ErrorKind::usage, "no chain has that many epochs", "--from, --to");
  return connection.guarded([&]() -> Expected<EpochGaps> {
    pqxx::transaction<pqxx::repeatable_read> query(connection.sql());
    const pqxx::row bounds = query.exec(std::string(bounds_sql) + stored_sql + " s")[0];
    if (!first) first = number(bounds[0]);
    if (!last) last = number(bounds[1]);
    EpochGaps out;
    if (!first || !last) return out;
    if (*first > *last)
      return fail(ErrorKind::usage,
                  fmt::format("the range from {} to {} ends before it begins", *first, *last),
                  "--from, --to", "The last stored epoch is the end when --to is not given");
    out.range = {*first, *last};
    std::uint64_t next = *first;
    const std::string stored = std::string(
                                   "SELECT first, last FROM (SELECT min(epoch) AS first, "
                                   "max(epoch) AS last FROM (SELECT epoch, epoch - "
                                   "row_number() OVER (ORDER BY epoch) AS island FROM ") +
                               stored_sql +
                               " s WHERE epoch BETWEEN $1 AND $2) i GROUP BY island) r ORDER BY 1";
    for (const auto& island : query.exec_params(stored, *first, *last)) {
      const auto begin = island[0].as<std::uint64_t>();
      if (begin > next) out.gaps.emplace_back(next, begin - 1);
      next = island[1].as<std::uint64_t>() + 1;
    }
    if (next <= *last) out.gaps.emplace_back(next, *last);
    return out;
  });
}

std::string epoch_gaps_text(const EpochGaps& gaps) {
  if (!gaps.range) return "no epochs are stored\n";
  std::string out;
  for (const auto& [first, last] : gaps.gaps)
    out += fmt::format("epochs {} to {} are missing ({})\n", first, last, last - first + 1);
  return out + fmt::format("{} of {} epochs from {} to {} are missing\n", gaps.missing(),
                           gaps.range->second - gaps.range->first + 1, gaps.range->first,
                           gaps.range->second);
}

std::string epoch_gaps_json(const EpochGaps& gaps) {
  std::string list;
  for (const auto& [first, last] : gaps.gaps) {
    if (!list.empty()) list += ',';
    list += fmt::format("{{\"first\":{},\"last\":{}}}", first, last);
  }
  const std::string from = gaps.range ? std::to_string(gaps.range->first) : "null";
  const std::string to = gaps.range ? std::to_string(gaps.range->second) : "null";
  return fmt::format("{{\"from\":{},\"to\":{},\"missing\":{},\"gaps\":[{}]}}\n", from, to,
                     gaps.missing(), list);
}

}  // namespace apsis
