// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/state/json_reader.hpp"
#include "oracle/tree/performance_file.hpp"
#include "oracle/tree/rewards_tree.hpp"

namespace apsis {

namespace {

ValidatorPerformance read_validator(const JsonNode& json) {
  ValidatorPerformance out;
  out.successful = json.at("successfulAttestations").u64();
  out.missed = json.at("missedAttestations").u64();
  // A score grows with the votes; it has its own range, as the node weight has.
  out.score = json.at("attestationScore").big();
  for (const JsonNode& slot : json.at("missingAttestationSlots").items())
    out.missing_slots.push_back(slot.u64());
  out.eth_earned = json.at("ethEarned").amount();
  if (const auto value = json.find("consensusIncome")) out.consensus_income = value->amount();
  if (const auto value = json.find("bonusEthEarned")) out.bonus = value->amount();
  if (const auto value = json.find("effectiveCommission"))
    out.effective_commission = value->amount();
  return out;
}

template <std::size_t N>
std::array<std::uint8_t, N> key_bytes(std::string_view key, const JsonNode& json) {
  const auto bytes = array_from_hex<N>(key);
  if (!bytes) json.wrong("is not named by " + std::to_string(N) + " bytes in hex");
  return bytes.value_or(std::array<std::uint8_t, N>{});
}

MegapoolPerformance read_megapool(const JsonNode& json) {
  json.allow_only({"voterShare", "validatorPerformance"});
  MegapoolPerformance out;
  if (const auto share = json.find("voterShare")) out.voter_share = share->amount();
  const auto validators = json.find("validatorPerformance");
  if (!validators) return out;
  for (const auto& [pubkey, validator] : validators->fields()) {
    validator.allow_only({"successfulAttestations", "missedAttestations", "attestationScore",
                          "missingAttestationSlots", "ethEarned"});
    const bool is_new =
        out.validators.emplace(key_bytes<48>(pubkey, validator), read_validator(validator)).second;
    if (!is_new) validator.wrong("duplicate entry");
  }
  return out;
}

MinipoolPerformance read_minipool(const JsonNode& json) {
  json.allow_only({"pubkey", "successfulAttestations", "missedAttestations", "attestationScore",
                   "missingAttestationSlots", "ethEarned", "consensusIncome", "bonusEthEarned",
                   "effectiveCommission"});
  return {json.at("pubkey").bytes<48>(), read_validator(json)};
}

}  // namespace

Expected<PerformanceFile> read_performance_file(const std::string& text) {
  const Expected<JsonDocument> document = JsonDocument::parse(text);
  if (!document) return std::unexpected(document.error());
  JsonProblem problem;
  const JsonNode root = document->root(problem);
  root.allow_only({"rewardsFileVersion", "rulesetVersion", "index", "network", "startTime",
                   "endTime", "consensusStartBlock", "consensusEndBlock", "executionStartBlock",
                   "executionEndBlock", "minipoolPerformance", "megapoolPerformance",
                   "bonusScalar"});
  PerformanceFile out;
  out.header = read_file_header(root);
  if (const auto scalar = root.find("bonusScalar")) out.bonus_scalar = scalar->amount();
  for (const auto& [address, minipool] : root.at("minipoolPerformance").fields()) {
    const bool is_new =
        out.minipools.emplace(key_bytes<20>(address, minipool), read_minipool(minipool)).second;
    if (!is_new) minipool.wrong("duplicate entry");
  }
  if (out.header.version >= first_version_with_voter_share)
    for (const auto& [address, megapool] : root.at("megapoolPerformance").fields()) {
      const bool is_new =
          out.megapools.emplace(key_bytes<20>(address, megapool), read_megapool(megapool)).second;
      if (!is_new) megapool.wrong("duplicate entry");
    }
  if (problem.first) return std::unexpected(*problem.first);
  return out;
}

}  // namespace apsis
