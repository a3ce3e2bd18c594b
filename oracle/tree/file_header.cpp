// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/tree/file_header.hpp"

namespace apsis {

namespace {

std::uint64_t number_or_zero(const JsonNode& node, std::string_view key) {
  const auto value = node.find(key);
  return value ? value->u64() : 0;
}

}  // namespace

FileHeader read_unversioned_header(const JsonNode& root) {
  FileHeader out;
  out.version = 1;
  out.index = root.at("index").u64();
  out.network = root.at("network").plain_text();
  out.start_time = root.at("startTime").plain_text();
  out.end_time = root.at("endTime").plain_text();
  out.consensus_start_block = number_or_zero(root, "consensusStartBlock");
  out.consensus_end_block = number_or_zero(root, "consensusEndBlock");
  out.execution_start_block = number_or_zero(root, "executionStartBlock");
  out.execution_end_block = number_or_zero(root, "executionEndBlock");
  return out;
}

FileHeader read_file_header(const JsonNode& root) {
  FileHeader out = read_unversioned_header(root);
  out.version = root.at("rewardsFileVersion").u64();
  if (out.version == 0 || out.version > max_rewards_file_version)
    root.at("rewardsFileVersion").wrong("is not a version from 1 to 4");
  out.ruleset = number_or_zero(root, "rulesetVersion");
  return out;
}

}  // namespace apsis
