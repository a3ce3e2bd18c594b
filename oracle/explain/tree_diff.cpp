// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/explain/tree_diff.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>

#include "core/hex.hpp"

namespace apsis {

namespace {

/// Values of one subject by their published names, in order.
using Fields = std::vector<std::pair<std::string, std::string>>;

void add_optional(Fields& out, const char* name, const std::optional<uint256>& value) {
  out.emplace_back(name, value ? to_decimal(*value) : "");
}

Fields header_fields(const RewardsFile& file) {
  const FileHeader& header = file.header;
  return {{"merkleRoot", to_hex(file.merkle_root)},
          {"rewardsFileVersion", std::to_string(header.version)},
          {"rulesetVersion", std::to_string(header.ruleset)},
          {"network", header.network},
          {"index", std::to_string(header.index)},
          {"startTime", header.start_time},
          {"endTime", header.end_time},
          {"consensusStartBlock", std::to_string(header.consensus_start_block)},
          {"consensusEndBlock", std::to_string(header.consensus_end_block)},
          {"executionStartBlock", std::to_string(header.execution_start_block)},
          {"executionEndBlock", std::to_string(header.execution_end_block)},
          {"intervalsPassed", std::to_string(file.intervals_passed)}};
}

Fields total_fields(const RewardsTotals& totals) {
  return {{"protocolDaoRpl", to_decimal(totals.protocol_dao_rpl)},
          {"totalCollateralRpl", to_decimal(totals.collateral_rpl)},
          {"totalOracleDaoRpl", to_decimal(totals.oracle_dao_rpl)},
          {"totalSmoothingPoolEth", to_decimal(totals.smoothing_pool_eth)},
          {"poolStakerSmoothingPoolEth", to_decimal(totals.pool_staker_eth)},
          {"nodeOperatorSmoothingPoolEth", to_decimal(totals.node_operator_eth)},
          {"totalNodeWeight", to_decimal(totals.node_weight)},
          {"totalVoterShareEth", to_decimal(totals.voter_share_eth)},
          {"smoothingPoolVoterShareEth", to_decimal(totals.smoothing_pool_voter_share_eth)},
          {"totalPdaoShareEth", to_decimal(totals.pdao_share_eth)}};
}

Fields node_fields(const NodeAmounts& amounts) {
  return {{"rewardNetwork", std::to_string(amounts.network)},
          {"collateralRpl", to_decimal(amounts.collateral_rpl)},
          {"oracleDaoRpl", to_decimal(amounts.oracle_dao_rpl)},
          {"smoothingPoolEth", to_decimal(amounts.smoothing_pool_eth)},
          {"voterShareEth", to_decimal(amounts.voter_share_eth)}};
}

Fields validator_fields(const ValidatorPerformance& validator) {
  Fields out = {{"successfulAttestations", std::to_string(validator.successful)},
                {"missedAttestations", std::to_string(validator.missed)},
                {"attestationScore", to_decimal(validator.score)},
                {"ethEarned", to_decimal(validator.eth_earned)}};
  add_optional(out, "consensusIncome", validator.consensus_income);
  add_optional(out, "bonusEthEarned", validator.bonus);
  add_optional(out, "effectiveCommission", validator.effective_commission);
  return out;
}

/// Fields whose values differ; `a` or `b` may be missing as a whole.
std::vector<FieldDifference> compare(const Fields* a, const Fields* b) {
  std::vector<FieldDifference> out;
  const Fields& names = a != nullptr ? *a : *b;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string of_a = a == nullptr ? "" : (*a)[i].second;
    const std::string of_b = b == nullptr ? "" : (*b)[i].second;
    if (of_a != of_b) out.push_back({names[i].first, of_a, of_b});
  }
  return out;
}

/// Slots of `of` that `other` does not have, as a list.
std::string slots_only_in(const std::vector<std::uint64_t>& of,
                          const std::vector<std::uint64_t>& other) {
  std::vector<std::uint64_t> only;
  std::ranges::set_difference(of, other, std::back_inserter(only));
  std::string out;
  for (const std::uint64_t slot : only) out += (out.empty() ? "" : " ") + std::to_string(slot);
  return out;
}

using Validators = std::map<std::string, const ValidatorPerformance*>;

Validators validators_of(const PerformanceFile& file) {
  Validators out;
  for (const auto& [address, minipool] : file.minipools)
    out["minipool " + to_hex(address)] = &minipool.validator;
  for (const auto& [address, megapool] : file.megapools)
    for (const auto& [pubkey, validator] : megapool.validators)
      out["validator " + to_hex(pubkey) + " of megapool " + to_hex(address)] = &validator;
  return out;
}

/// Both maps' keys, once each, in order, with what each map has there.
template <class Map, class Visit>
void visit_both(const Map& a, const Map& b, const Visit& visit) {
  auto of_a = a.begin();
  auto of_b = b.begin();
  while (of_a != a.end() || of_b != b.end()) {
    const bool takes_a = of_b == b.end() || (of_a != a.end() && of_a->first <= of_b->first);
    const bool takes_b = of_a == a.end() || (of_b != b.end() && of_b->first <= of_a->first);
    visit(takes_a ? of_a->first : of_b->first, takes_a ? &of_a->second : nullptr,
          takes_b ? &of_b->second : nullptr);
    if (takes_a) ++of_a;
    if (takes_b) ++of_b;
  }
}

NodeAmountsByAddress nodes_of(const RewardsFile& file) {
  NodeAmountsByAddress out;
  for (const RewardsFileNode& node : file.nodes) out[node.address] = node.amounts;
  return out;
}

void add(std::vector<SubjectDifference>& out, std::string subject,
         std::vector<FieldDifference> fields) {
  if (!fields.empty()) out.push_back({std::move(subject), std::move(fields)});
}

}  // namespace

std::vector<SubjectDifference> tree_differences(const RewardsFile& a, const RewardsFile& b) {
  std::vector<SubjectDifference> out;
  const auto compare_all = [&out](std::string subject, const Fields& of_a, const Fields& of_b) {
    add(out, std::move(subject), compare(&of_a, &of_b));
  };
  compare_all("tree", header_fields(a), header_fields(b));
  compare_all("totals", total_fields(a.totals), total_fields(b.totals));
  visit_both(
      nodes_of(a), nodes_of(b),
      [&](const Bytes20& address, const NodeAmounts* of_a, const NodeAmounts* of_b) {
        const Fields fields_a = of_a != nullptr ? node_fields(*of_a) : Fields{};
        const Fields fields_b = of_b != nullptr ? node_fields(*of_b) : Fields{};
        add(out, "node " + to_hex(address),
            compare(of_a != nullptr ? &fields_a : nullptr, of_b != nullptr ? &fields_b : nullptr));
      });
  return out;
}

std::vector<SubjectDifference> performance_differences(const PerformanceFile& a,
                                                       const PerformanceFile& b) {
  std::vector<SubjectDifference> out;
  visit_both(validators_of(a), validators_of(b),
             [&](const std::string& subject, const ValidatorPerformance* const* of_a,
                 const ValidatorPerformance* const* of_b) {
               const Fields fields_a = of_a != nullptr ? validator_fields(**of_a) : Fields{};
               const Fields fields_b = of_b != nullptr ? validator_fields(**of_b) : Fields{};
               std::vector<FieldDifference> fields = compare(of_a != nullptr ? &fields_a : nullptr,
                                                             of_b != nullptr ? &fields_b : nullptr);
               const std::vector<std::uint64_t> none;
               const auto& slots_a = of_a != nullptr ? (*of_a)->missing_slots : none;
               const auto& slots_b = of_b != nullptr ? (*of_b)->missing_slots : none;
               const std::string only_a = slots_only_in(slots_a, slots_b);
               const std::string only_b = slots_only_in(slots_b, slots_a);
               if (!only_a.empty() || !only_b.empty())
                 fields.push_back({"missingAttestationSlots", only_a, only_b});
               add(out, subject, std::move(fields));
             });
  return out;
}

}  // namespace apsis
