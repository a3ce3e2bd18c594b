// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/state/beacon_api.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/hex.hpp"
#include "oracle/state/json_reader.hpp"
#include "oracle/state/snapshot_names.hpp"

namespace apsis {

namespace {

HttpClientLimits limits_for(const NodeAddress& address) {
  HttpClientLimits limits;
  limits.body_bytes = max_validators_answer_bytes;
  limits.total = std::chrono::milliseconds(60'000);
  if (!address.ca_file.empty()) limits.ca_file = address.ca_file;
  return limits;
}

ValidatorStatus read_status(const JsonNode& json) {
  const std::string text = json.text();
  for (const auto& [name, value] : validator_statuses)
    if (name == text) return value;
  json.wrong("\"" + text + "\" is no status of a validator");
  return {};
}

void read_validator(const JsonNode& json, BeaconValidators& out) {
  const JsonNode validator = json.at("validator");
  BeaconValidator one;
  one.index = json.at("index").u64();
  one.status = read_status(json.at("status"));
  one.activation_epoch = validator.at("activation_epoch").u64();
  one.exit_epoch = validator.at("exit_epoch").u64();
  one.withdrawable_epoch = validator.at("withdrawable_epoch").u64();
  one.balance_gwei = json.at("balance").u64();
  if (!out.emplace(validator.at("pubkey").bytes<48>(), one).second)
    json.wrong("the public key stands twice");
}

std::string request_body(std::span<const Bytes48> pubkeys) {
  std::string out = "{\"ids\":[";
  for (std::size_t i = 0; i < pubkeys.size(); ++i)
    out += fmt::format("{}\"{}\"", i == 0 ? "" : ",", to_hex(pubkeys[i]));
  return out + "]}";
}

Expected<void> check_asked(const BeaconValidators& found, std::span<const Bytes48> pubkeys) {
  for (const auto& [key, validator] : found)
    if (!std::ranges::binary_search(pubkeys, key))
      return fail(ErrorKind::decode, "the answer has a validator that was not asked for",
                  to_hex(key));
  return {};
}

}  // namespace

Expected<BeaconValidators> read_beacon_answer(const std::string& text) {
  const Expected<JsonDocument> document = JsonDocument::parse(text);
  if (!document) return std::unexpected(document.error());
  JsonProblem problem;
  const JsonNode root = document->root(problem);
  if (const auto optimistic = root.find("execution_optimistic"); optimistic && optimistic->flag())
    optimistic->wrong("the node has not checked the execution payloads of this state",
                      "wait until its execution node is in sync");
  BeaconValidators out;
  for (const JsonNode& one : root.at("data").items()) {
    read_validator(one, out);
    if (problem.first) break;
  }
  if (problem.first) return std::unexpected(*problem.first);
  return out;
}

BeaconNodes::BeaconNodes(std::vector<NodeAddress> addresses, std::stop_token stop) {
  for (const NodeAddress& address : addresses)
    nodes_.push_back({address.url.redacted(),
                      address.bearer.empty() ? "" : "Bearer " + address.bearer,
                      std::make_unique<HttpClient>(address.url, limits_for(address), stop)});
}

Expected<BeaconValidators> BeaconNodes::ask(Node& node, std::span<const Bytes48> pubkeys,
                                            std::uint64_t slot) {
  BeaconValidators out;
  for (std::size_t at = 0; at < pubkeys.size(); at += max_pubkeys_a_request) {
    const auto part = pubkeys.subspan(at, std::min(max_pubkeys_a_request, pubkeys.size() - at));
    HttpCall call{.method = "POST",
                  .target = fmt::format("/eth/v1/beacon/states/{}/validators", slot),
                  .headers = {{"Content-Type", "application/json"}},
                  .body = request_body(part)};
    if (!node.authorization.empty()) call.headers.push_back({"Authorization", node.authorization});
    const Expected<HttpAnswer> answer = node.client->call(call);
    if (!answer) return std::unexpected(answer.error());
    if (answer->status != 200)
      return fail(ErrorKind::unavailable,
                  fmt::format("HTTP status {} for the validators of slot {}", answer->status, slot),
                  node.name, "use a node that keeps the state of this slot");
    Expected<BeaconValidators> found = read_beacon_answer(std::string(answer->text()));
    if (!found) return std::unexpected(within(node.name, found.error()));
    if (auto ok = check_asked(*found, part); !ok)
      return std::unexpected(within(node.name, ok.error()));
    out.merge(*found);
  }
  return out;
}

Expected<BeaconValidators> BeaconNodes::validators(std::span<const Bytes48> pubkeys,
                                                   std::uint64_t slot) {
  std::optional<BeaconValidators> first;
  std::string first_name, said;
  for (Node& node : nodes_) {
    Expected<BeaconValidators> answer = ask(node, pubkeys, slot);
    if (!answer && answer.error().kind != ErrorKind::unavailable) return answer;
    if (!answer) {
      said += (said.empty() ? "" : "; ") + answer.error().text();
      continue;
    }
    if (!first) {
      first = std::move(*answer);
      first_name = node.name;
      continue;
    }
    if (auto same = compare_beacon_sides(*first, first_name, *answer, node.name); !same)
      return std::unexpected(same.error());
    return std::move(*first);
  }
  if (!first)
    return fail(ErrorKind::unavailable,
                "no beacon node answers: " + (said.empty() ? "none is configured" : said),
                fmt::format("slot {}", slot), "name beacon nodes with --beacon");
  if (nodes_.size() > 1) ++single_answers_;
  return std::move(*first);
}

}  // namespace apsis
