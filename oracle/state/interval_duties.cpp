// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/state/interval_duties.hpp"

#include <set>

#include "oracle/state/json_reader.hpp"

namespace apsis {

namespace {

constexpr std::string_view duties_format = "apsis-duties/1";

AttestationDuty read_duty(const JsonNode& json, std::uint64_t validator) {
  AttestationDuty out;
  out.validator = validator;
  const std::vector<JsonNode> parts = json.items(2);
  if (parts.empty()) return out;
  out.slot = parts[0].u64();
  for (const JsonNode& delay : parts[1].items()) {
    const std::uint64_t slots = delay.u64();
    if (slots == 0) delay.wrong("a vote cannot be in the block of its own slot");
    if (out.first_delay_slots == 0 || slots < out.first_delay_slots) out.first_delay_slots = slots;
  }
  return out;
}

void read_validator(const JsonNode& json, IntervalDuties& out, std::uint64_t slots_per_epoch) {
  json.allow_only({"index", "duties"});
  const std::uint64_t index = json.at("index").u64();
  std::set<std::uint64_t> slots;
  for (const JsonNode& item : json.at("duties").items()) {
    const AttestationDuty duty = read_duty(item, index);
    const std::uint64_t epoch = duty.slot / slots_per_epoch;
    if (epoch < out.first_epoch || epoch > out.last_epoch)
      item.wrong("slot lies outside first_epoch to last_epoch");
    if (!slots.insert(duty.slot).second) item.wrong("slot stands twice");
    out.duties.push_back(duty);
  }
}

ValidatorWithdrawal read_withdrawal(const JsonNode& json) {
  const std::vector<JsonNode> parts = json.items(3);
  if (parts.empty()) return {};
  return {parts[0].u64(), parts[1].u64(), parts[2].u64()};
}

}  // namespace

Expected<IntervalDuties> read_interval_duties(const std::string& text) {
  const Expected<JsonDocument> document = JsonDocument::parse(text);
  if (!document) return std::unexpected(document.error());
  JsonProblem problem;
  const JsonNode root = document->root(problem);
  root.allow_only({"format", "description", "slots_per_epoch", "first_epoch", "last_epoch",
                   "validators", "withdrawals"});
  if (root.at("format").text() != duties_format)
    root.at("format").wrong("is not \"" + std::string(duties_format) + "\"");
  IntervalDuties out;
  const std::uint64_t slots_per_epoch = root.at("slots_per_epoch").u64();
  if (slots_per_epoch == 0) root.at("slots_per_epoch").wrong("is 0");
  out.first_epoch = root.at("first_epoch").u64();
  out.last_epoch = root.at("last_epoch").u64();
  if (out.last_epoch < out.first_epoch) root.at("last_epoch").wrong("is less than first_epoch");
  std::set<std::uint64_t> seen;
  for (const JsonNode& validator : root.at("validators").items()) {
    if (problem.first) break;
    read_validator(validator, out, slots_per_epoch);
    if (!seen.insert(validator.at("index").u64()).second) validator.wrong("validator stands twice");
  }
  for (const JsonNode& withdrawal : root.at("withdrawals").items())
    out.withdrawals.push_back(read_withdrawal(withdrawal));
  if (problem.first) return std::unexpected(*problem.first);
  return out;
}

}  // namespace apsis
