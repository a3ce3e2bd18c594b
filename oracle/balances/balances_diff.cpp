// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/balances/balances_diff.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/uint256.hpp"

namespace apsis {

namespace {

using json = nlohmann::ordered_json;

/// Nothing that this program writes nests deeper, and a hostile file must not overflow the stack.
constexpr int max_depth = 16;

Expected<json> read_report(const std::string& text, const char* which) {
  const auto too_deep = [](int depth, json::parse_event_t, json&) { return depth < max_depth; };
  json out = json::parse(text, too_deep, false);
  if (out.is_object() && out.value("format", json()) == "apsis-balances-report/1") return out;
  return fail(ErrorKind::decode, "is no balances report", which,
              "give files that `balances compute` wrote");
}

std::string text_of(const json* value) {
  if (value == nullptr) return "";
  return value->is_string() ? value->get<std::string>() : value->dump();
}

std::optional<int256> number_of(const std::string& text) {
  const bool negative = text.starts_with('-');
  const auto size = uint256_from_decimal(std::string_view(text).substr(negative ? 1 : 0));
  if (!size || (*size >> 250) != 0) return std::nullopt;
  return negative ? int256(-int256(*size)) : int256(*size);
}

std::string change_of(const std::string& first, const std::string& second) {
  const auto from = number_of(first), to = number_of(second);
  if (!from || !to) return "";
  const int256 change = *to - *from;
  return (change > 0 ? "+" : "") + change.str();
}

/// Walks both reports at once and lists the leaves that differ.
class ReportComparison {
 public:
  void compare(const std::string& place, const json* first, const json* second) {
    const bool has_fields =
        (first != nullptr && first->is_object()) || (second != nullptr && second->is_object());
    if (has_fields) return compare_fields(place, first, second);
    const std::string from = text_of(first), to = text_of(second);
    if (from != to) found_.push_back({place, from, to, change_of(from, to)});
  }
  std::vector<ReportDifference> take() { return std::move(found_); }

 private:
  static const json* field(const json* object, const std::string& key) {
    if (object == nullptr || !object->is_object()) return nullptr;
    const auto found = object->find(key);
    return found == object->end() ? nullptr : &*found;
  }

  void compare_fields(const std::string& place, const json* first, const json* second) {
    if (first != nullptr && first->is_object())
      for (const auto& [key, value] : first->items())
        compare(place + "/" + key, &value, field(second, key));
    if (second != nullptr && second->is_object())
      for (const auto& [key, value] : second->items())
        if (field(first, key) == nullptr) compare(place + "/" + key, nullptr, &value);
  }

  std::vector<ReportDifference> found_;
};

}  // namespace

Expected<std::vector<ReportDifference>> balances_differences(const std::string& first,
                                                             const std::string& second) {
  const Expected<json> a = read_report(first, "first report");
  if (!a) return std::unexpected(a.error());
  const Expected<json> b = read_report(second, "second report");
  if (!b) return std::unexpected(b.error());
  ReportComparison comparison;
  comparison.compare("", &*a, &*b);
  return comparison.take();
}

}  // namespace apsis
