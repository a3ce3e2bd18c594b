// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/submit/rewards_submission.hpp"

#include <doctest/doctest.h>

#include "core/hex.hpp"
#include "oracle/chain/contract_function.hpp"

using namespace apsis;

namespace {

RewardsFile small_file() {
  RewardsFile out;
  out.header.ruleset = 11;
  out.header.index = 46;
  out.header.consensus_end_block = 100;
  out.header.execution_end_block = 90;
  out.intervals_passed = 1;
  out.totals.smoothing_pool_eth = 50;
  out.totals.pool_staker_eth = 20;
  out.totals.pdao_share_eth = 3;
  out.totals.protocol_dao_rpl = 7;
  for (const std::uint64_t id : {0u, 1u, 3u})
    out.networks.push_back({id, {10 + id, 20 + id, 30 + id}});
  return out;
}

}  // namespace

TEST_CASE("the lists of a submission end at the first network without rewards") {
  const auto out = rewards_submission(small_file());
  REQUIRE(out);
  CHECK(out->node_rpl == std::vector<uint256>{10, 11});
  CHECK(out->oracle_dao_rpl == std::vector<uint256>{20, 21});
  CHECK(out->node_eth == std::vector<uint256>{30, 31});
  CHECK(out->user_eth == 20);
  CHECK(out->treasury_eth == 3);
  CHECK(out->treasury_rpl == 7);
}

TEST_CASE("files that do not have the whole submission are refused") {
  RewardsFile file = small_file();
  file.states_treasury_share = false;
  CHECK(rewards_submission(file).error().kind == ErrorKind::usage);
  file = small_file();
  file.header.ruleset = 10;
  CHECK(rewards_submission(file).error().kind == ErrorKind::usage);
}

TEST_CASE("calldata holds the struct and can be read back") {
  const RewardsSubmission submission = rewards_submission(small_file()).value();
  const Bytes calldata = rewards_calldata(submission);
  CHECK(to_hex(ByteSpan(calldata).first(4)) == "0x5af3ad5d");
  CHECK(to_hex(ByteSpan(rewards_execution_calldata(submission)).first(4)) == "0xe2d9f7b3");
  const auto inputs =
      decode_call(contract_function("RocketRewardsPool", "submitRewardSnapshot"), calldata);
  REQUIRE(inputs);
  const AbiValue::List& fields = (*inputs)[0].list();
  CHECK(fields[0].number() == 46);
  CHECK(fields[8].number() == 20);
  CHECK(fields[11].list().size() == 2);
}
