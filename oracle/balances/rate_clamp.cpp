// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/balances/rate_clamp.hpp"

#include "oracle/balances/reference_float.hpp"

namespace apsis {

namespace {

using Wide = boost::multiprecision::checked_int512_t;

/// a * b / divisor, with the remainder never negative (Euclid's division).
int256 euclidean_mul_div(const int256& a, const int256& b, const int256& divisor) {
  const Wide product = Wide(a) * Wide(b);
  const Wide by(divisor);
  Wide quotient = product / by;
  const Wide remainder = product - quotient * by;
  if (remainder < 0) quotient += by > 0 ? -1 : 1;
  return int256(quotient);
}

}  // namespace

Expected<ClampedRate> clamp_rate(const int256& total_wei, const uint256& supply_wei,
                                 const uint256& head_rate_wei, const uint256& max_change_wei) {
  ClampedRate out;
  out.ratio = reference_wei_to_eth(total_wei) / reference_wei_to_eth(int256(supply_wei));
  out.ratio_before_wei = reference_eth_to_wei(out.ratio);
  out.head_rate = reference_wei_to_eth(int256(head_rate_wei));
  out.head_rate_wei = reference_eth_to_wei(out.head_rate);
  out.ratio_after_wei = out.ratio_before_wei;
  out.total_wei = total_wei;
  const int256 limit(max_change_wei);
  const int256 change = out.ratio_before_wei - out.head_rate_wei;
  if (change > limit)
    out.ratio_after_wei = out.head_rate_wei + limit;
  else if (change < -limit)
    out.ratio_after_wei = out.head_rate_wei - limit;
  else
    return out;
  if (out.ratio_before_wei == 0)
    return fail(ErrorKind::invalid, "the rate is 0 and cannot be limited", "rate",
                "nothing can be submitted: total or supply is 0");
  out.total_wei = euclidean_mul_div(total_wei, out.ratio_after_wei, out.ratio_before_wei);
  return out;
}

}  // namespace apsis
