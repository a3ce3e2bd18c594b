// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/cases/consensus/consensus_case.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace apsis {
namespace {

constexpr std::size_t layout_depth = 6;
constexpr std::array<std::string_view, 4> presets = {"mainnet", "minimal", "gnosis", "general"};

bool holds_files(const std::filesystem::path& folder) {
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.is_regular_file()) return true;
  }
  return false;
}

}  // namespace

std::optional<ConsensusCase> consensus_case_at(const std::filesystem::path& folder) {
  if (!std::filesystem::is_directory(folder)) return std::nullopt;
  std::vector<std::string> parts;
  for (const auto& part : std::filesystem::absolute(folder).lexically_normal()) {
    if (!part.empty()) parts.push_back(part.string());
  }
  if (parts.size() < layout_depth) return std::nullopt;
  const auto last = parts.end() - layout_depth;
  if (std::find(presets.begin(), presets.end(), last[0]) == presets.end()) return std::nullopt;
  if (!holds_files(folder)) return std::nullopt;
  ConsensusCase out;
  out.folder = folder;
  out.preset = last[0];
  out.fork = last[1];
  out.runner = last[2];
  out.handler = last[3];
  out.suite = last[4];
  out.name = last[5];
  return out;
}

CaseOutcome case_passed() {
  return {};
}

CaseOutcome case_failed(std::string reason) {
  return {CaseOutcome::failed, std::move(reason)};
}

CaseOutcome case_skipped(std::string reason) {
  return {CaseOutcome::skipped, std::move(reason)};
}

}  // namespace apsis
