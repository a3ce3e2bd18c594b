// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/interval/interval_rewards.hpp"

#include <doctest/doctest.h>

#include "oracle/interval/wei_math.hpp"
#include "oracle/state/snapshot_reader.hpp"
#include "tests/oracle/small_snapshot.hpp"

using apsis::one_eth;
using apsis::uint256;
using apsis::test::contains;
using apsis::test::replaced;
using apsis::test::small_snapshot;

namespace {

apsis::NetworkSnapshot snapshot_of(const std::string& text) {
  auto read = apsis::read_network_snapshot(text);
  if (!read) throw std::logic_error(read.error().text());
  return std::move(*read);
}

apsis::Expected<apsis::IntervalResult> computed(
    const apsis::NetworkSnapshot& snapshot, const apsis::Ruleset& ruleset,
    const std::vector<apsis::AttestationDuty>& duties,
    const std::vector<apsis::ValidatorWithdrawal>& withdrawals = {}) {
  auto scorer = apsis::begin_interval(snapshot, ruleset);
  if (!scorer) return std::unexpected(scorer.error());
  for (const auto& duty : duties) scorer->add_duty(duty);
  for (const auto& withdrawal : withdrawals) scorer->add_withdrawal(withdrawal);
  return apsis::compute_interval(snapshot, ruleset, std::move(*scorer));
}

std::string refusal(const std::string& from, const std::string& to,
                    const apsis::Ruleset& ruleset = apsis::ruleset_v11) {
  const apsis::NetworkSnapshot snapshot = snapshot_of(replaced(small_snapshot, from, to));
  const auto result = computed(snapshot, ruleset, {});
  return result ? "" : result.error().text();
}

}  // namespace

TEST_CASE("one minipool with one vote of two gets its share, the bonus its income") {
  const apsis::NetworkSnapshot snapshot = snapshot_of(small_snapshot);
  const auto result =
      computed(snapshot, apsis::ruleset_v11, {{5, 325, 2}, {5, 360, 0}}, {{330, 5, 1'000'000'000}});
  REQUIRE(result);
  // 240 RPL at 0.01 ETH are 10 % of 24 borrowed: commission 14 %, score 0.86 / 4 + 0.14.
  const uint256 score = one_eth * 355 / 1000;
  CHECK(result->scores.total == score);
  CHECK(result->scores.successes == 1);
  const apsis::PoolMinipool& minipool = result->pool_nodes.at(0).minipools.at(0);
  CHECK(minipool.tally.missed_slots == std::vector<std::uint64_t>{360});
  CHECK(*minipool.eth_earned == score);
  // (14 % - 5 %) of the 24 borrowed out of 32, of 1 ETH.
  CHECK(*minipool.bonus == one_eth * 675 / 10000);
  CHECK(result->totals.node_operator_eth == score + *minipool.bonus);
  CHECK(result->totals.pool_staker_eth == one_eth - result->totals.node_operator_eth);
  CHECK(*result->bonus_scalar == one_eth);
  const apsis::NodeAmounts& amounts = result->nodes.at(snapshot.nodes[0].address);
  CHECK(amounts.collateral_rpl == one_eth * 700);
  CHECK(amounts.oracle_dao_rpl == one_eth * 15);
  CHECK(result->totals.protocol_dao_rpl == one_eth * 285);
}

TEST_CASE("duties outside the interval, of others, or before the opt-in are passed over") {
  const apsis::NetworkSnapshot snapshot =
      snapshot_of(replaced(small_snapshot, "\"smoothing_pool_change_time\": 1000",
                           "\"smoothing_pool_change_time\": 4900"));  // slot 325
  const auto result = computed(snapshot, apsis::ruleset_v11,
                               {{5, 320, 1}, {5, 324, 1}, {5, 325, 1}, {5, 383, 1}, {6, 330, 1}});
  REQUIRE(result);
  CHECK(result->scores.successes == 1);
}

TEST_CASE("a vote counts up to the end of the next epoch; before ruleset 11 within an epoch") {
  const apsis::NetworkSnapshot snapshot = snapshot_of(small_snapshot);
  const auto successes = [&](const apsis::Ruleset& ruleset, std::uint64_t delay) {
    const auto result = computed(snapshot, ruleset, {{5, 360, delay}});
    REQUIRE(result);
    return result->scores.successes;
  };
  CHECK(successes(apsis::ruleset_v11, 33) == 1);
  CHECK(successes(apsis::ruleset_v11, 55) == 1);  // slot 415, the last of epoch 12
  CHECK(successes(apsis::ruleset_v11, 56) == 0);
  CHECK(successes(apsis::ruleset_v10, 32) == 1);
  CHECK(successes(apsis::ruleset_v10, 33) == 0);
}

TEST_CASE("a node with a minipool of three penalties is out of the pool") {
  const apsis::NetworkSnapshot snapshot =
      snapshot_of(replaced(small_snapshot, "\"penalties\": 0", "\"penalties\": 3"));
  const auto result = computed(snapshot, apsis::ruleset_v11, {{5, 325, 1}});
  REQUIRE(result);
  CHECK(result->scores.successes == 0);
  CHECK(result->totals.pool_staker_eth == one_eth);
  CHECK(result->nodes.size() == 1);  // RPL is not touched by it
}

TEST_CASE("bonuses that are more than what is left are scaled") {
  const apsis::NetworkSnapshot snapshot = snapshot_of(small_snapshot);
  const auto result =
      computed(snapshot, apsis::ruleset_v11, {{5, 325, 1}}, {{330, 5, 20'000'000'000}});
  REQUIRE(result);
  CHECK(*result->bonus_scalar < one_eth);
  CHECK(result->totals.pool_staker_eth == 0);
  CHECK(result->totals.node_operator_eth == one_eth);
}

TEST_CASE("after the withdrawable epoch the stake itself is no income") {
  const apsis::NetworkSnapshot snapshot =
      snapshot_of(replaced(small_snapshot, "\"withdrawable_epoch\": \"18446744073709551615\"",
                           "\"withdrawable_epoch\": 11"));
  const auto result =
      computed(snapshot, apsis::ruleset_v11, {{5, 325, 1}},
               {{330, 5, 1'000'000'000}, {355, 5, 32'500'000'000}, {400, 5, 9'000'000'000}});
  REQUIRE(result);
  CHECK(*result->pool_nodes[0].minipools[0].consensus_income == one_eth * 3 / 2);
}

TEST_CASE("the first interval and an empty pool distribute RPL alone") {
  const apsis::NetworkSnapshot first =
      snapshot_of(replaced(small_snapshot, "\"index\": 60", "\"index\": 0"));
  const auto result = computed(first, apsis::ruleset_v11, {{5, 325, 1}});
  REQUIRE(result);
  CHECK(!result->has_bounds);
  CHECK(result->totals.smoothing_pool_eth == 0);
  const apsis::NetworkSnapshot empty =
      snapshot_of(replaced(small_snapshot, "\"smoothing_pool_balance\": \"1000000000000000000\"",
                           "\"smoothing_pool_balance\": \"0\""));
  const auto without = computed(empty, apsis::ruleset_v11, {{5, 325, 1}});
  REQUIRE(without);
  CHECK(without->has_bounds);
  CHECK(!without->pool_distributed);
  CHECK(!without->bonus_scalar);
}

TEST_CASE("a node on a network that is not enabled is paid on network 0") {
  const apsis::NetworkSnapshot snapshot =
      snapshot_of(replaced(small_snapshot, "\"reward_network\": 0", "\"reward_network\": 1"));
  const auto result = computed(snapshot, apsis::ruleset_v11, {{5, 325, 1}});
  REQUIRE(result);
  CHECK(result->nodes.begin()->second.network == 0);
  CHECK(result->networks.size() == 1);
}

TEST_CASE("no tree is made where the rulesets make none") {
  CHECK(contains(
      refusal("\"pending_rewards\": \"1000000000000000000000\"", "\"pending_rewards\": \"0\""),
      "/rpl/pending_rewards"));
  CHECK(contains(refusal("\"oracle_dao_join_time\": 1000", "\"oracle_dao_join_time\": 5584"),
                 "no oracle DAO member"));
  CHECK(contains(refusal(", \"oracle_dao_join_time\": 1000", ""), "oracle DAO rewards add up"));
}

TEST_CASE("what a ruleset needs and the snapshot lacks is named") {
  CHECK(contains(refusal("\"pending_voter_share\": \"0\",", ""), "/pending_voter_share"));
  CHECK(contains(refusal("\"megapool_shares\": {\"node\": \"50000000000000000\", \"voter\": "
                         "\"90000000000000000\",\n    \"protocol_dao\": \"0\"},",
                         ""),
                 "/megapool_shares"));
  CHECK(contains(refusal(", \"minimum_collateral\": \"0\"", "", apsis::ruleset_v10),
                 "/rpl/minimum_collateral"));
  CHECK(contains(refusal("\"index\": 60", "\"index\": 19", apsis::ruleset_v8), "contract_start"));
  CHECK(
      contains(refusal("\"price\": \"10000000000000000\"", "\"price\": \"0\"", apsis::ruleset_v10),
               "/rpl/price"));
}

TEST_CASE("bonuses end after fixed intervals of mainnet and testnet") {
  const auto pays = [](std::string_view network, std::uint64_t index) {
    return apsis::pays_bonuses(apsis::ruleset_v11, network, index);
  };
  CHECK(pays("mainnet", 49));
  CHECK(!pays("mainnet", 50));
  CHECK(!pays("mainnet", 3));
  CHECK(pays("testnet", 143));
  CHECK(!pays("testnet", 144));
  CHECK(pays("devnet", 3));
  CHECK(apsis::pays_bonuses(apsis::ruleset_v10, "mainnet", 99));
  CHECK(!apsis::pays_bonuses(apsis::ruleset_v9, "mainnet", 30));
  CHECK(apsis::find_ruleset(11) == &apsis::ruleset_v11);
  CHECK(apsis::find_ruleset(7) == nullptr);
}
