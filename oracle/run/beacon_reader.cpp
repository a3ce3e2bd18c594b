// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/run/beacon_reader.hpp"

#include <charconv>
#include <nlohmann/json.hpp>

#include "core/hex.hpp"

namespace apsis {

namespace {

using json = nlohmann::json;

constexpr HttpClientLimits beacon_limits{.connect = std::chrono::milliseconds(5'000),
                                         .idle = std::chrono::milliseconds(20'000),
                                         .total = std::chrono::milliseconds(60'000),
                                         .body_bytes = max_beacon_answer_bytes,
                                         .tries = 3};

/// A number at a JSON pointer; beacon nodes write numbers as texts.
Expected<std::uint64_t> number_at(const std::string& body, const std::string& pointer,
                                  const std::string& place) {
  const json answer = json::parse(body, nullptr, false);
  const json::json_pointer path(pointer);
  if (answer.is_object() && answer.contains(path) && answer.at(path).is_string()) {
    const auto& text = answer.at(path).get_ref<const std::string&>();
    std::uint64_t out = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (error == std::errc() && !text.empty() && end == text.data() + text.size()) return out;
  }
  return fail(ErrorKind::decode, "has no number at " + pointer, place,
              "check that this is a beacon node");
}

}  // namespace

BeaconReader::BeaconReader(Url url, std::stop_token stop)
    : client_(std::move(url), beacon_limits, std::move(stop)) {}

std::string BeaconReader::name() const {
  return client_.url().redacted();
}

Expected<std::optional<std::string>> BeaconReader::get(const std::string& target) {
  Expected<HttpAnswer> answer = client_.get(target, {{"Accept", "application/json"}});
  if (!answer) return std::unexpected(answer.error());
  if (answer->status == 404) return std::nullopt;
  if (answer->status == 200) return std::string(answer->body.begin(), answer->body.end());
  return fail(ErrorKind::unavailable, "answers with status " + std::to_string(answer->status),
              name() + target, "look at the beacon node's log");
}

Expected<std::uint64_t> BeaconReader::number(const std::string& target,
                                             const std::string& pointer) {
  const auto body = get(target);
  if (!body) return std::unexpected(body.error());
  if (!*body) return fail(ErrorKind::unavailable, "does not have it", name() + target);
  return number_at(**body, pointer, name() + target);
}

Expected<std::uint64_t> BeaconReader::genesis_time() {
  return number("/eth/v1/beacon/genesis", "/data/genesis_time");
}

Expected<BeaconSync> BeaconReader::sync() {
  const std::string target = "/eth/v1/node/syncing";
  const auto body = get(target);
  if (!body) return std::unexpected(body.error());
  const std::string text = body->value_or("");
  const Expected<std::uint64_t> head = number_at(text, "/data/head_slot", name() + target);
  if (!head) return std::unexpected(head.error());
  const json answer = json::parse(text, nullptr, false);
  return BeaconSync{answer.at("data").value("is_syncing", json(false)) == true, *head};
}

Expected<std::uint64_t> BeaconReader::finalized_epoch() {
  return number("/eth/v1/beacon/states/head/finality_checkpoints", "/data/finalized/epoch");
}

Expected<std::optional<std::uint64_t>> BeaconReader::execution_block(std::uint64_t slot) {
  const std::string target = "/eth/v2/beacon/blocks/" + std::to_string(slot);
  const auto body = get(target);
  if (!body) return std::unexpected(body.error());
  if (!*body) return std::nullopt;
  const Expected<std::uint64_t> number =
      number_at(**body, "/data/message/body/execution_payload/block_number", name() + target);
  if (!number) return std::unexpected(number.error());
  return *number;
}

Expected<std::uint64_t> BeaconReader::slot_of(const Bytes32& root) {
  return number("/eth/v1/beacon/headers/" + to_hex(root), "/data/header/message/slot");
}

}  // namespace apsis
