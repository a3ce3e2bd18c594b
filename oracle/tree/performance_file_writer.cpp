// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "core/hex.hpp"
#include "oracle/tree/performance_file.hpp"
#include "oracle/tree/rewards_tree.hpp"

namespace apsis {

namespace {

std::string validator_json(const ValidatorPerformance& validator) {
  std::string slots;
  for (std::size_t i = 0; i < validator.missing_slots.size(); ++i)
    slots += fmt::format("{}{}", i == 0 ? "" : ",", validator.missing_slots[i]);
  std::string out = fmt::format(
      "\"successfulAttestations\":{},\"missedAttestations\":{},\"attestationScore\":\"{}\","
      "\"missingAttestationSlots\":[{}],\"ethEarned\":\"{}\"",
      validator.successful, validator.missed, to_decimal(validator.score), slots,
      to_decimal(validator.eth_earned));
  const auto add = [&out](std::string_view key, const std::optional<uint256>& value) {
    if (value) out += fmt::format(",\"{}\":\"{}\"", key, to_decimal(*value));
  };
  add("consensusIncome", validator.consensus_income);
  add("bonusEthEarned", validator.bonus);
  add("effectiveCommission", validator.effective_commission);
  return out;
}

std::string minipools_json(const PerformanceFile& file) {
  std::string out;
  for (const auto& [address, minipool] : file.minipools)
    out += fmt::format("{}\"{}\":{{\"pubkey\":\"{}\",{}}}", out.empty() ? "" : ",", to_hex(address),
                       to_hex_bare(minipool.pubkey), validator_json(minipool.validator));
  return out;
}

std::string megapool_json(const MegapoolPerformance& megapool) {
  if (megapool.voter_share)
    return fmt::format("\"voterShare\":\"{}\"", to_decimal(*megapool.voter_share));
  std::string out;
  for (const auto& [pubkey, validator] : megapool.validators)
    out += fmt::format("{}\"{}\":{{{}}}", out.empty() ? "" : ",", to_hex_bare(pubkey),
                       validator_json(validator));
  return "\"validatorPerformance\":{" + out + "}";
}

std::string megapools_json(const PerformanceFile& file) {
  std::string out;
  for (const auto& [address, megapool] : file.megapools)
    out += fmt::format("{}\"{}\":{{{}}}", out.empty() ? "" : ",", to_hex(address),
                       megapool_json(megapool));
  return out;
}

/// Files before ruleset 11 leave out block numbers that are 0.
std::string header_json(const FileHeader& header, bool leaves_out_zero) {
  std::string out = fmt::format(
      "\"rewardsFileVersion\":{},\"rulesetVersion\":{},\"index\":{},\"network\":\"{}\","
      "\"startTime\":\"{}\",\"endTime\":\"{}\",",
      header.version, header.ruleset, header.index, header.network, header.start_time,
      header.end_time);
  const auto add = [&](std::string_view key, std::uint64_t value) {
    if (value != 0 || !leaves_out_zero) out += fmt::format("\"{}\":{},", key, value);
  };
  add("consensusStartBlock", header.consensus_start_block);
  add("consensusEndBlock", header.consensus_end_block);
  add("executionStartBlock", header.execution_start_block);
  add("executionEndBlock", header.execution_end_block);
  return out;
}

}  // namespace

std::string write_performance_file(const PerformanceFile& file) {
  const bool has_megapools = file.header.version >= first_version_with_voter_share;
  std::string out = "{" + header_json(file.header, !has_megapools) + "\"minipoolPerformance\":{" +
                    minipools_json(file) + "}";
  if (has_megapools) out += ",\"megapoolPerformance\":{" + megapools_json(file) + "}";
  if (file.bonus_scalar)
    out += fmt::format(",\"bonusScalar\":\"{}\"", to_decimal(*file.bonus_scalar));
  else if (has_megapools)
    out += ",\"bonusScalar\":null";
  return out + "}";
}

}  // namespace apsis
