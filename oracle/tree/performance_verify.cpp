// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/tree/performance_verify.hpp"

#include <fmt/format.h>

#include "core/hex.hpp"
#include "oracle/interval/wei_math.hpp"

namespace apsis {

namespace {

/// One validator of the file and where it stands.
struct Entry {
  std::string place;
  const ValidatorPerformance* validator;
};

std::vector<Entry> entries_of(const PerformanceFile& file) {
  std::vector<Entry> out;
  for (const auto& [address, minipool] : file.minipools)
    out.push_back({"/minipoolPerformance/" + to_hex(address), &minipool.validator});
  for (const auto& [address, megapool] : file.megapools)
    for (const auto& [pubkey, validator] : megapool.validators)
      out.push_back({"/megapoolPerformance/" + to_hex(address) + "/validatorPerformance/" +
                         to_hex_bare(pubkey),
                     &validator});
  return out;
}

Expected<void> check_header(const FileHeader& found, const FileHeader& rewards) {
  const bool same = found.version == rewards.version && found.ruleset == rewards.ruleset &&
                    found.index == rewards.index && found.start_time == rewards.start_time &&
                    found.end_time == rewards.end_time &&
                    found.consensus_start_block == rewards.consensus_start_block &&
                    found.consensus_end_block == rewards.consensus_end_block &&
                    found.execution_start_block == rewards.execution_start_block &&
                    found.execution_end_block == rewards.execution_end_block;
  if (same) return {};
  return fail(ErrorKind::mismatch,
              "version, ruleset, index, times or blocks differ from those of "
              "the rewards file",
              "/");
}

Expected<void> check_slots(const Entry& entry, const FileHeader& header) {
  const std::vector<std::uint64_t>& slots = entry.validator->missing_slots;
  const std::string place = entry.place + "/missingAttestationSlots";
  if (slots.size() != entry.validator->missed)
    return fail(ErrorKind::mismatch,
                fmt::format("lists {} slots, but missedAttestations is {}", slots.size(),
                            entry.validator->missed),
                place);
  for (std::size_t i = 0; i < slots.size(); ++i) {
    if (i > 0 && slots[i] <= slots[i - 1])
      return fail(ErrorKind::mismatch, fmt::format("slot {} is unsorted or twice there", slots[i]),
                  place);
    if (slots[i] < header.consensus_start_block || slots[i] > header.consensus_end_block)
      return fail(ErrorKind::mismatch, fmt::format("slot {} lies outside the interval", slots[i]),
                  place);
  }
  return {};
}

Expected<void> check_earned(const std::vector<Entry>& entries, const RewardsTotals& totals) {
  uint256 total_score = 0;
  std::uint64_t successes = 0;
  for (const Entry& entry : entries) {
    total_score += entry.validator->score;
    successes += entry.validator->successful;
  }
  const uint256 share =
      successes == 0 ? uint256(0)
                     : uint256(totals.smoothing_pool_eth * total_score / successes / one_eth);
  uint256 given = 0;
  for (const Entry& entry : entries) {
    const uint256 expected =
        total_score == 0 ? uint256(0) : uint256(share * entry.validator->score / total_score);
    if (entry.validator->eth_earned != expected)
      return fail(ErrorKind::mismatch,
                  fmt::format("is {}, but its part of the pool by score is {}",
                              to_decimal(entry.validator->eth_earned), to_decimal(expected)),
                  entry.place + "/ethEarned");
    given += expected + entry.validator->bonus.value_or(0);
  }
  if (given <= totals.node_operator_eth) return {};
  return fail(ErrorKind::mismatch,
              fmt::format("validators earned {} wei, but the rewards file gives nodes only {}",
                          to_decimal(given), to_decimal(totals.node_operator_eth)),
              "/");
}

}  // namespace

Expected<void> verify_performance_file(const PerformanceFile& performance,
                                       const RewardsFile& rewards) {
  if (auto ok = check_header(performance.header, rewards.header); !ok) return ok;
  if (performance.bonus_scalar && *performance.bonus_scalar > one_eth)
    return fail(ErrorKind::mismatch, "is more than the whole (10^18)", "/bonusScalar");
  const std::vector<Entry> entries = entries_of(performance);
  for (const Entry& entry : entries)
    if (auto ok = check_slots(entry, rewards.header); !ok) return ok;
  return check_earned(entries, rewards.totals);
}

}  // namespace apsis
