// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/submit/fee_policy.hpp"

#include <doctest/doctest.h>

#include "oracle/submit/submit_chain.hpp"

using namespace apsis;

namespace {

const uint256 gwei = 1'000'000'000;

}  // namespace

TEST_CASE("first fees leave room for the base fee to double, within the cap") {
  const FeeRules rules{.priority_fee_wei = gwei, .max_fee_cap_wei = 100 * gwei};
  CHECK(first_fees(10 * gwei, rules).value() == Fees{gwei, 21 * gwei});
  CHECK(first_fees(60 * gwei, rules).value() == Fees{gwei, 100 * gwei});
  CHECK_FALSE(first_fees(100 * gwei, rules));
  const FeeRules low{.priority_fee_wei = 5 * gwei, .max_fee_cap_wei = 2 * gwei};
  CHECK(first_fees(gwei, low).value() == Fees{2 * gwei, 2 * gwei});
}

TEST_CASE("raised fees are what nodes take for a replacement, until the cap forbids it") {
  const FeeRules rules{.priority_fee_wei = gwei, .max_fee_cap_wei = 100 * gwei};
  Fees fees = first_fees(10 * gwei, rules).value();
  int raises = 0;
  while (const auto more = raised_fees(fees, 10 * gwei, rules)) {
    CHECK(more->priority_fee_wei * 10 >= fees.priority_fee_wei * 11);
    CHECK(more->max_fee_wei * 10 >= fees.max_fee_wei * 11);
    CHECK(more->max_fee_wei <= rules.max_fee_cap_wei);
    fees = *more;
    ++raises;
  }
  CHECK(raises == 13);
  // A base fee that jumped counts at once.
  CHECK(raised_fees({gwei, 21 * gwei}, 40 * gwei, rules).value().max_fee_wei == 81 * gwei);
  CHECK(raised_fees({0, 0}, 200 * gwei, rules).value() == Fees{1, 1});
}

TEST_CASE("patience ends a quarter of the way to the deadline") {
  CHECK(patience_seconds(1000, 1400) == 100);
  CHECK(patience_seconds(1000, 1010) == 12);
  CHECK(patience_seconds(1000, 900) == 12);
  CHECK(patience_seconds(1000, 100'000) == 600);
}

TEST_CASE("gas limits are half as much again, and never above what a block takes") {
  CHECK(gas_limit_of(100'000) == 150'000);
  CHECK(gas_limit_of(12'000'000) == max_transaction_gas);
  CHECK(gas_limit_of(~std::uint64_t{0}) == max_transaction_gas);
  // A vote that is estimated as one of many may turn out to be the one that is executed with.
  CHECK(gas_limit_of(240'231, "rewards") >= 758'080);
  CHECK(gas_limit_of(157'759, "balances") >= 266'614);
  CHECK(gas_limit_of(156'468, "price") >= 211'984);
  CHECK(gas_limit_of(100'000, "challenge") == 150'000);
  CHECK(gas_limit_of(16'700'000, "rewards") == max_transaction_gas);
}

TEST_CASE("caps count one transaction and a day, the nonce's own part once") {
  const FeeRules rules{.cost_cap_wei = 100, .daily_cap_wei = 250};
  CHECK(over_cap(100, 150, 0, rules).empty());
  CHECK(over_cap(101, 0, 0, rules).find("cap of one transaction") != std::string::npos);
  CHECK(over_cap(100, 151, 0, rules).find("the day's cap") != std::string::npos);
  CHECK(over_cap(100, 240, 90, rules).empty());
  CHECK(over_cap(100, 50, 90, rules).empty());
}

TEST_CASE("what clients say to a transaction is understood") {
  const auto meaning = [](const char* words) { return send_answer_of(words).outcome; };
  for (const char* words : {"already known", "AlreadyKnown", "Known transaction",
                            "transaction already imported", "Transaction already exists"})
    CHECK(meaning(words) == SendOutcome::known);
  for (const char* words : {"nonce too low", "OldNonce, current nonce 7", "Nonce too low: 5"})
    CHECK(meaning(words) == SendOutcome::nonce_used);
  for (const char* words :
       {"replacement transaction underpriced", "transaction underpriced", "ReplacementNotAllowed",
        "FeeTooLow, EffectivePriorityFeePerGas too low", "gas price too low",
        "max fee per gas less than block base fee"})
    CHECK(meaning(words) == SendOutcome::fee_too_low);
  for (const char* words : {"insufficient funds for gas * price + value", "intrinsic gas too low",
                            "invalid chain id", ""})
    CHECK(meaning(words) == SendOutcome::refused);
  CHECK(send_answer_of("invalid chain id").text == "invalid chain id");
}

TEST_CASE("fee rules are read in gwei and ETH, to the wei") {
  const FeeRules rules = read_fee_rules({"1.5", "200", "0.05", "0.200000000000000001"}).value();
  CHECK(rules.priority_fee_wei == 1'500'000'000);
  CHECK(rules.max_fee_cap_wei == 200 * gwei);
  CHECK(rules.cost_cap_wei == uint256(50'000'000) * gwei);
  CHECK(rules.daily_cap_wei == uint256(200'000'000) * gwei + 1);
  const auto refused = [](FeeTexts texts, std::string_view words) {
    const auto read = read_fee_rules(texts);
    REQUIRE_FALSE(read);
    CHECK(read.error().kind == ErrorKind::usage);
    CHECK_MESSAGE(read.error().text().find(words) != std::string::npos, read.error().text());
  };
  for (const std::string_view text :
       {"", ".", "1.", ".5", "-1", "1e9", "1,5", "1.0000000001", "9999999999999", "0x1"})
    refused({text, "200", "1", "1"}, "--tip-gwei: is no amount");
  refused({"1", "0", "1", "1"}, "nothing could ever be sent");
  refused({"1", "1", "0", "1"}, "nothing could ever be sent");
  refused({"1", "1", "1", "0.5"}, "less than one transaction a day");
  refused({"1", "1", "1", "1001"}, "--max-daily-spend-eth");
}
