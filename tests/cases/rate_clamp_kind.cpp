// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/cases/rate_clamp_kind.hpp"

#include "oracle/balances/rate_clamp.hpp"
#include "tests/cases/golden_differences.hpp"

namespace apsis {

namespace {

using nlohmann::json;

void check_clamp(const json& vector, GoldenDifferences& out) {
  const json& in = vector.at("inputs");
  const json& expected = vector.at("expected");
  const auto amount = [&in](const char* key) {
    return int256(GoldenDifferences::text_of(in.at(key)));
  };
  const Expected<ClampedRate> rate =
      clamp_rate(amount("total_eth_before_clamp"), uint256(amount("reth_supply")),
                 uint256(amount("head_reth_exchange_rate")), uint256(amount("max_reth_delta")));
  if (expected.contains("panic")) {
    if (rate) out.add("a rate came out, but the official client stops");
    return;
  }
  if (!rate) return out.add(rate.error().text());
  out.compare(expected, "ratio_before_clamp", rate->ratio_before_wei.str());
  out.compare(expected, "ratio_after_clamp", rate->ratio_after_wei.str());
  out.compare(expected, "head_rate_as_wei", rate->head_rate_wei.str());
  out.compare(expected, "total_eth", rate->total_wei.str());
  out.compare(expected, "staking_eth",
              std::min(amount("staking_eth_before_limit"), rate->total_wei).str());
  if (std::stod(GoldenDifferences::text_of(expected.at("ratio_float"))) != rate->ratio)
    out.add("ratio_float differs");
}

}  // namespace

bool claims_rate_clamp(const CasePath& path) {
  return path.has_key("vectors") && has_format(path, "clamp-vectors/1");
}

void run_rate_clamp(const CasePath& path, CaseReport& report) {
  run_vectors(path, report, check_clamp);
}

}  // namespace apsis
