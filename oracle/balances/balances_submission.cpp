// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/balances/balances_submission.hpp"

#include "core/ether.hpp"
#include "oracle/chain/contract_function.hpp"

namespace apsis {

uint256 submitted_rate(const BalancesSubmission& submission) {
  if (submission.reth_supply == 0) return one_eth;
  return mul_div(one_eth, uint256(submission.total_eth), submission.reth_supply);
}

Expected<void> check_submission(const BalancesSubmission& submission) {
  constexpr std::string_view remedy = "do not vote: such a network does not exist";
  if (submission.total_eth <= 0)
    return fail(ErrorKind::invalid, "total ETH is not positive", "submission", std::string(remedy));
  if (submission.staking_eth < 0)
    return fail(ErrorKind::invalid, "staking ETH is negative", "submission", std::string(remedy));
  if (submission.reth_supply == 0)
    return fail(ErrorKind::invalid, "there is no rETH", "submission", std::string(remedy));
  return {};
}

Expected<Bytes> balances_calldata(const BalancesSubmission& submission) {
  if (const Expected<void> checked = check_submission(submission); !checked)
    return std::unexpected(checked.error());
  const AbiValue::List inputs = {submission.block, submission.slot_timestamp,
                                 uint256(submission.total_eth), uint256(submission.staking_eth),
                                 submission.reth_supply};
  return encode_call(contract_function("RocketNetworkBalances", "submitBalances"), inputs);
}

}  // namespace apsis
