// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/tree/float_performance.hpp"

#include <fmt/format.h>

#include <cmath>
#include <set>

#include "core/hex.hpp"

namespace apsis {

namespace {

constexpr std::uint64_t slots_per_epoch = 32;
/// What sums of some ten thousand rounded amounts may differ by, as a part of the sum.
constexpr double sum_tolerance = 1e-9;
constexpr double rate_tolerance = 1e-12;

FloatPerformance read_minipool(const JsonNode& json) {
  json.allow_only({"pubkey", "startSlot", "endSlot", "activeFraction", "successfulAttestations",
                   "missedAttestations", "participationRate", "missingAttestationSlots",
                   "ethEarned"});
  FloatPerformance out;
  out.pubkey = json.at("pubkey").bytes<48>();
  if (const auto fraction = json.find("activeFraction")) out.active_fraction = fraction->fraction();
  out.successful = json.at("successfulAttestations").u64();
  out.missed = json.at("missedAttestations").u64();
  out.participation_rate = json.at("participationRate").fraction();
  for (const JsonNode& slot : json.at("missingAttestationSlots").items())
    out.missing_slots.push_back(slot.u64());
  out.eth_earned = json.at("ethEarned").fraction();
  return out;
}

Error wrong(const std::string& place, std::string what) {
  return Error{ErrorKind::mismatch, std::move(what), place, {}};
}

Expected<void> check_slots(const FloatPerformance& minipool, const FileHeader& header,
                           const std::string& place) {
  const std::set<std::uint64_t> slots(minipool.missing_slots.begin(), minipool.missing_slots.end());
  if (slots.size() != minipool.missing_slots.size())
    return std::unexpected(wrong(place, "a slot stands twice"));
  if (slots.size() != minipool.missed)
    return std::unexpected(wrong(place, fmt::format("lists {} slots, but missedAttestations is {}",
                                                    slots.size(), minipool.missed)));
  if (slots.empty()) return {};
  // A duty's slot need not hold a block, so the interval's first and last blocks bound its epoch.
  const std::uint64_t first_epoch = header.consensus_start_block / slots_per_epoch;
  const std::uint64_t last_epoch = header.consensus_end_block / slots_per_epoch;
  if (*slots.begin() / slots_per_epoch >= first_epoch &&
      *slots.rbegin() / slots_per_epoch <= last_epoch)
    return {};
  return std::unexpected(wrong(place, "a slot lies outside the interval"));
}

Expected<void> check_rates(const FloatPerformance& minipool, const std::string& place) {
  const double duties = static_cast<double>(minipool.successful + minipool.missed);
  const double rate = duties == 0 ? 0 : static_cast<double>(minipool.successful) / duties;
  if (std::abs(minipool.participation_rate - rate) > rate_tolerance)
    return std::unexpected(
        wrong(place + "/participationRate",
              fmt::format("is {}, but the counts give {}", minipool.participation_rate, rate)));
  if (minipool.active_fraction < 0 || minipool.active_fraction > 1)
    return std::unexpected(wrong(place + "/activeFraction", "is not between 0 and 1"));
  if (minipool.eth_earned < 0) return std::unexpected(wrong(place + "/ethEarned", "is below 0"));
  return {};
}

}  // namespace

Expected<FloatPerformanceFile> read_float_performance(const std::string& text) {
  const Expected<JsonDocument> document = JsonDocument::parse(text);
  if (!document) return std::unexpected(document.error());
  JsonProblem problem;
  const JsonNode root = document->root(problem);
  root.allow_only({"index", "network", "startTime", "endTime", "consensusStartBlock",
                   "consensusEndBlock", "executionStartBlock", "executionEndBlock",
                   "minipoolPerformance"});
  FloatPerformanceFile out;
  out.header = read_unversioned_header(root);
  for (const auto& [address, minipool] : root.at("minipoolPerformance").fields()) {
    const auto bytes = array_from_hex<20>(address);
    if (!bytes) {
      minipool.wrong("is not named by 20 bytes in hex");
    } else if (!out.minipools.emplace(*bytes, read_minipool(minipool)).second) {
      minipool.wrong("duplicate entry");
    }
  }
  if (problem.first) return std::unexpected(*problem.first);
  return out;
}

Expected<void> verify_float_performance(const FloatPerformanceFile& performance,
                                        const RewardsFile& rewards) {
  const FileHeader &found = performance.header, &wanted = rewards.header;
  if (found.network != wanted.network || found.index != wanted.index ||
      found.start_time != wanted.start_time || found.end_time != wanted.end_time ||
      found.consensus_start_block != wanted.consensus_start_block ||
      found.consensus_end_block != wanted.consensus_end_block ||
      found.execution_start_block != wanted.execution_start_block ||
      found.execution_end_block != wanted.execution_end_block)
    return std::unexpected(
        wrong("/", "network, index, times or blocks differ from those of the rewards file"));
  double earned_eth = 0;
  for (const auto& [address, minipool] : performance.minipools) {
    const std::string place = "/minipoolPerformance/" + to_hex(address);
    if (auto ok = check_slots(minipool, wanted, place + "/missingAttestationSlots"); !ok) return ok;
    if (auto ok = check_rates(minipool, place); !ok) return ok;
    earned_eth += minipool.eth_earned;
  }
  const double given_eth = static_cast<double>(rewards.totals.node_operator_eth) / 1e18;
  if (earned_eth <= given_eth * (1 + sum_tolerance)) return {};
  return std::unexpected(
      wrong("/", fmt::format("minipools earned {} ETH, but the rewards file gives nodes only {}",
                             earned_eth, given_eth)));
}

}  // namespace apsis
