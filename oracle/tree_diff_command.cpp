// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/tree_diff_command.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "oracle/explain/tree_diff.hpp"
#include "oracle/state/snapshot_reader.hpp"
#include "oracle/state/text_file.hpp"
#include "oracle/tree/tree_file.hpp"

namespace apsis {

namespace {

using nlohmann::json;
using nlohmann::ordered_json;

Expected<RewardsFile> load_tree(const std::filesystem::path& path) {
  Expected<std::string> text = read_text_file(path);
  if (!text) return std::unexpected(text.error());
  Expected<RewardsFile> file = read_any_rewards_file(std::move(*text));
  if (!file) return std::unexpected(within(path.string(), file.error()));
  return file;
}

/// The performance file beside a rewards file; nothing if there is none.
Expected<std::optional<PerformanceFile>> load_performance(const std::filesystem::path& tree,
                                                          const RewardsFile& file) {
  const FileHeader& header = file.header;
  const auto path =
      tree.parent_path() / performance_file_name(header.network, header.index, header.ruleset);
  if (!std::filesystem::exists(path)) return std::optional<PerformanceFile>{};
  const Expected<std::string> text = read_text_file(path);
  if (!text) return std::unexpected(text.error());
  Expected<PerformanceFile> out = read_performance_file(*text);
  if (!out) return std::unexpected(within(path.string(), out.error()));
  return std::optional(std::move(*out));
}

Expected<json> load_snapshot(const std::filesystem::path& path) {
  const Expected<std::string> text = read_text_file(path);
  if (!text) return std::unexpected(text.error());
  if (auto snapshot = read_network_snapshot(*text); !snapshot)
    return std::unexpected(within(path.string(), snapshot.error()));
  return json::parse(*text);
}

/// The snapshots' differences as those of one subject.
Expected<std::vector<SubjectDifference>> input_differences(const TreeDiffCall& call) {
  std::vector<SubjectDifference> out;
  if (call.snapshot_a.empty() && call.snapshot_b.empty()) return out;
  if (call.snapshot_a.empty() || call.snapshot_b.empty())
    return fail(ErrorKind::usage, "give both --snapshot-a and --snapshot-b, or neither");
  const Expected<json> a = load_snapshot(call.snapshot_a);
  if (!a) return std::unexpected(a.error());
  const Expected<json> b = load_snapshot(call.snapshot_b);
  if (!b) return std::unexpected(b.error());
  std::vector<FieldDifference> fields = json_differences(*a, *b);
  if (!fields.empty()) out.push_back({"inputs", std::move(fields)});
  return out;
}

/// "123 more in B", for whole numbers.
std::string distance(const FieldDifference& field) {
  const auto a = uint256_from_decimal(field.a);
  const auto b = uint256_from_decimal(field.b);
  if (!a || !b) return "";
  return *b > *a ? fmt::format("  (B has {} more)", to_decimal(*b - *a))
                 : fmt::format("  (B has {} less)", to_decimal(*a - *b));
}

std::string shown(const std::string& value) {
  return value.empty() ? "none" : value;
}

void print_text(const std::vector<SubjectDifference>& differences) {
  for (const SubjectDifference& difference : differences) {
    fmt::print("{}\n", difference.subject);
    for (const FieldDifference& field : difference.fields)
      fmt::print("  {}: {} | {}{}\n", field.path, shown(field.a), shown(field.b), distance(field));
  }
  if (differences.empty()) fmt::print("no difference\n");
}

void print_json(const std::vector<SubjectDifference>& differences) {
  ordered_json out = ordered_json::array();
  for (const SubjectDifference& difference : differences) {
    ordered_json fields = ordered_json::array();
    for (const FieldDifference& field : difference.fields)
      fields.push_back({{"field", field.path}, {"a", field.a}, {"b", field.b}});
    out.push_back({{"subject", difference.subject}, {"fields", fields}});
  }
  fmt::print("{}\n", out.dump(2));
}

}  // namespace

Expected<int> run_tree_diff(const TreeDiffCall& call) {
  const Expected<RewardsFile> a = load_tree(call.a);
  if (!a) return std::unexpected(a.error());
  const Expected<RewardsFile> b = load_tree(call.b);
  if (!b) return std::unexpected(b.error());
  Expected<std::vector<SubjectDifference>> differences = input_differences(call);
  if (!differences) return std::unexpected(differences.error());
  const auto performance_a = load_performance(call.a, *a);
  if (!performance_a) return std::unexpected(performance_a.error());
  const auto performance_b = load_performance(call.b, *b);
  if (!performance_b) return std::unexpected(performance_b.error());
  // Causes before effects: inputs, then votes, then amounts.
  if (*performance_a && *performance_b)
    for (SubjectDifference& one : performance_differences(**performance_a, **performance_b))
      differences->push_back(std::move(one));
  for (SubjectDifference& one : tree_differences(*a, *b)) differences->push_back(std::move(one));
  call.json ? print_json(*differences) : print_text(*differences);
  return differences->empty() ? 0 : 1;
}

}  // namespace apsis
