// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "core/hex.hpp"
#include "tests/cases/golden_tree_input.hpp"

namespace apsis {

namespace {

using nlohmann::json;

using Committees = std::map<std::uint64_t, std::vector<std::uint64_t>>;  ///< by index
using Delays = std::map<std::uint64_t, std::set<std::uint64_t>>;         ///< by duty slot

/// Bits of an SSZ bitlist: its highest set bit is its length and no bit of it.
std::vector<bool> bitlist(const Bytes& bytes) {
  std::vector<bool> out;
  for (const std::uint8_t byte : bytes)
    for (unsigned bit = 0; bit < 8; ++bit) out.push_back(((byte >> bit) & 1) != 0);
  while (!out.empty() && !out.back()) out.pop_back();
  if (!out.empty()) out.pop_back();
  return out;
}

/// Enters the inclusion delays of one attestation; its bits run over its committees in rising
/// order.
void enter_attestation(const json& attestation, std::uint64_t block_slot,
                       const std::map<std::uint64_t, Committees>& committees,
                       std::map<std::uint64_t, Delays>& delays) {
  const std::uint64_t slot = attestation.at(0).get<std::uint64_t>();
  const auto of_slot = committees.find(slot);
  const auto bytes = from_hex(attestation.at(2).get<std::string>());
  if (of_slot == committees.end() || !bytes || block_slot <= slot) return;
  const std::vector<bool> bits = bitlist(*bytes);
  auto indices = attestation.at(1).get<std::vector<std::uint64_t>>();
  std::ranges::sort(indices);
  std::size_t offset = 0;
  for (const std::uint64_t index : indices) {
    const auto committee = of_slot->second.find(index);
    if (committee == of_slot->second.end()) continue;
    for (const std::uint64_t validator : committee->second) {
      if (offset < bits.size() && bits[offset]) delays[validator][slot].insert(block_slot - slot);
      ++offset;
    }
  }
}

}  // namespace

std::string golden_duties_text(const json& golden) {
  const json& input = golden.at("input");
  const json& interval = input.at("interval");
  const std::uint64_t slots_per_epoch =
      std::stoull(input.at("state").at("cfg").at("slotsPerEpoch").get<std::string>());
  std::map<std::uint64_t, Committees> committees;
  std::map<std::uint64_t, Delays> delays;
  for (const json& committee : input.at("beacon").at("committees")) {
    const std::uint64_t slot = committee.at(0).get<std::uint64_t>();
    const auto validators = committee.at(2).get<std::vector<std::uint64_t>>();
    committees[slot][committee.at(1).get<std::uint64_t>()] = validators;
    for (const std::uint64_t validator : validators) delays[validator][slot];
  }
  for (const json& block : input.at("beacon").at("blocks")) {
    if (!block.contains("atts")) continue;
    for (const json& attestation : block.at("atts"))
      enter_attestation(attestation, block.at("slot").get<std::uint64_t>(), committees, delays);
  }
  json out = {{"format", "apsis-duties/1"}, {"slots_per_epoch", slots_per_epoch}};
  out["first_epoch"] = interval.at("firstSlot").get<std::uint64_t>() / slots_per_epoch;
  out["last_epoch"] = interval.at("lastSlot").get<std::uint64_t>() / slots_per_epoch;
  out["validators"] = json::array();
  for (const auto& [validator, duties] : delays) {
    json entry = {{"index", validator}, {"duties", json::array()}};
    for (const auto& [slot, slots_later] : duties)
      entry["duties"].push_back(json::array({slot, slots_later}));
    out["validators"].push_back(entry);
  }
  out["withdrawals"] = json::array();
  for (const json& withdrawal : input.at("withdrawals")) {
    // Amounts are given in wei and are whole gwei.
    const std::string wei = withdrawal.at(2).get<std::string>();
    const std::string gwei = wei.size() > 9 ? wei.substr(0, wei.size() - 9) : "0";
    out["withdrawals"].push_back(json::array({withdrawal.at(0), withdrawal.at(1), gwei}));
  }
  return out.dump();
}

}  // namespace apsis
