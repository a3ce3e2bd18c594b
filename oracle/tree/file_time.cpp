// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/tree/file_time.hpp"

#include <fmt/format.h>

#include <chrono>

namespace apsis {

namespace {

using namespace std::chrono;

constexpr std::int64_t first_file_time = -62'167'219'200;  ///< 0000-01-01T00:00:00Z
constexpr std::int64_t last_file_time = 253'402'300'799;   ///< 9999-12-31T23:59:59Z

/// Decimal digits at a fixed place; nothing if there is anything else.
std::optional<int> digits(std::string_view text, std::size_t from, std::size_t count) {
  if (text.size() < from + count) return std::nullopt;
  int out = 0;
  for (const char c : text.substr(from, count)) {
    if (c < '0' || c > '9') return std::nullopt;
    out = out * 10 + (c - '0');
  }
  return out;
}

/// Seconds that a zone is ahead of UTC: "Z" or "+HH:MM".
std::optional<std::int64_t> zone_seconds(std::string_view zone) {
  if (zone == "Z") return 0;
  const auto hours_ahead = digits(zone, 1, 2);
  const auto minutes_ahead = digits(zone, 4, 2);
  if (zone.size() != 6 || zone[3] != ':' || !hours_ahead || !minutes_ahead) return std::nullopt;
  if (*hours_ahead > 23 || *minutes_ahead > 59) return std::nullopt;
  const std::int64_t ahead = *hours_ahead * 3600 + *minutes_ahead * 60;
  if (zone[0] == '+') return ahead;
  return zone[0] == '-' ? std::optional(-ahead) : std::nullopt;
}

}  // namespace

std::string rfc3339_time(std::int64_t unix_seconds) {
  const sys_seconds time{seconds{unix_seconds}};
  const sys_days day = floor<days>(time);
  const year_month_day date{day};
  const hh_mm_ss clock{time - day};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

std::optional<std::int64_t> unix_seconds_of(std::string_view rfc3339) {
  constexpr std::size_t time_length = 19;
  if (rfc3339.size() <= time_length || rfc3339[4] != '-' || rfc3339[7] != '-' ||
      rfc3339[10] != 'T' || rfc3339[13] != ':' || rfc3339[16] != ':')
    return std::nullopt;
  const auto years = digits(rfc3339, 0, 4), months = digits(rfc3339, 5, 2),
             days_of_month = digits(rfc3339, 8, 2), hour = digits(rfc3339, 11, 2),
             minute = digits(rfc3339, 14, 2), second = digits(rfc3339, 17, 2);
  const auto zone = zone_seconds(rfc3339.substr(time_length));
  if (!years || !months || !days_of_month || !hour || !minute || !second || !zone)
    return std::nullopt;
  const year_month_day date{year{*years}, month{static_cast<unsigned>(*months)},
                            std::chrono::day{static_cast<unsigned>(*days_of_month)}};
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  const std::int64_t out = sys_seconds{sys_days{date}}.time_since_epoch().count() + *hour * 3600 +
                           *minute * 60 + *second - *zone;
  return is_file_time(out) ? std::optional(out) : std::nullopt;
}

bool is_file_time(std::int64_t unix_seconds) {
  return unix_seconds >= first_file_time && unix_seconds <= last_file_time;
}

}  // namespace apsis
