// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/source/node_identity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/algorithm/string/case_conv.hpp>
#include <boost/algorithm/string/predicate.hpp>

#include "core/hex.hpp"
#include "core/units.hpp"
#include "indexer/source/beacon_answer.hpp"

namespace apsis {

namespace {

/// Names besides the forks' that must be equal.
constexpr const char* chain_names[] = {"DEPOSIT_CHAIN_ID", "DEPOSIT_NETWORK_ID",
                                       "DEPOSIT_CONTRACT_ADDRESS", "SLOTS_PER_EPOCH"};

Expected<HttpAnswer> get_json(HttpClient& client, const std::string& path) {
  auto answer = client.get(path, {{"Accept", "application/json"}});
  if (!answer || answer->status == 200) return answer;
  return std::unexpected(status_error(*answer, "GET " + client.url().redacted() + path));
}

std::string differs(const std::string& name, const std::string& ours, const std::string& theirs) {
  return fmt::format("its {} is {}, not {}", name, theirs, ours);
}

std::optional<std::string> genesis_difference(const Genesis& ours, const Genesis& theirs) {
  if (ours.genesis_validators_root != theirs.genesis_validators_root) {
    return differs("genesis_validators_root", to_hex(ours.genesis_validators_root),
                   to_hex(theirs.genesis_validators_root));
  }
  if (ours.genesis_time != theirs.genesis_time) {
    return differs("genesis_time", std::to_string(ours.genesis_time),
                   std::to_string(theirs.genesis_time));
  }
  if (ours.genesis_fork_version != theirs.genesis_fork_version) {
    return differs("genesis_fork_version", to_hex(ours.genesis_fork_version),
                   to_hex(theirs.genesis_fork_version));
  }
  return std::nullopt;
}

std::optional<std::string> schedule_difference(const ChainSpec& ours, const ChainSpec& theirs) {
  for (const auto& [name, value] : ours.values) {
    const bool is_epoch = name.ends_with("_FORK_EPOCH");
    const bool counts =
        is_epoch || name.ends_with("_FORK_VERSION") ||
        std::find(std::begin(chain_names), std::end(chain_names), name) != std::end(chain_names);
    if (!counts) continue;
    const auto other = theirs.values.find(name);
    const std::string theirs_text = other != theirs.values.end() ? other->second
                                    : is_epoch                   ? std::to_string(far_future_epoch)
                                                                 : value;
    if (!boost::algorithm::iequals(value, theirs_text)) return differs(name, value, theirs_text);
  }
  for (const auto& [name, value] : theirs.values) {
    const bool planned = name.ends_with("_FORK_EPOCH") && theirs.number(name) != far_future_epoch;
    if (planned && !ours.values.contains(name)) return differs(name, "planned", value);
  }
  return std::nullopt;
}

std::string schedule_text(std::vector<BlobScheduleEntry> entries) {
  std::sort(entries.begin(), entries.end(),
            [](const auto& a, const auto& b) { return a.epoch < b.epoch; });
  std::string out;
  for (const BlobScheduleEntry& entry : entries) {
    out += fmt::format("{}{}:{}", out.empty() ? "" : " ", entry.epoch, entry.max_blobs);
  }
  return out;
}

}  // namespace

Expected<NodeIdentity> read_node_identity(HttpClient& client) {
  const std::string base = "GET " + client.url().redacted();
  const std::string spec_path = "/eth/v1/config/spec";
  const auto spec_answer = get_json(client, spec_path);
  if (!spec_answer) return std::unexpected(spec_answer.error());
  auto spec = parse_spec_json(spec_answer->text(), base + spec_path);
  if (!spec) return std::unexpected(spec.error());
  const std::string genesis_path = "/eth/v1/beacon/genesis";
  const auto genesis_answer = get_json(client, genesis_path);
  if (!genesis_answer) return std::unexpected(genesis_answer.error());
  const auto genesis = parse_genesis_json(genesis_answer->text(), base + genesis_path);
  if (!genesis) return std::unexpected(genesis.error());
  return NodeIdentity{std::move(*spec), *genesis};
}

std::optional<std::string> chain_difference(const NodeIdentity& ours, const NodeIdentity& theirs) {
  if (auto words = genesis_difference(ours.genesis, theirs.genesis)) return words;
  if (auto words = schedule_difference(ours.spec, theirs.spec)) return words;
  const std::string blobs = schedule_text(ours.spec.blob_schedule);
  const std::string other_blobs = schedule_text(theirs.spec.blob_schedule);
  if (blobs.empty() || other_blobs.empty() || blobs == other_blobs) return std::nullopt;
  return differs("BLOB_SCHEDULE", blobs, other_blobs);
}

}  // namespace apsis
