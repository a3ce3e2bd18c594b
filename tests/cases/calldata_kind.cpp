// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/cases/calldata_kind.hpp"

#include "core/hex.hpp"
#include "oracle/chain/contract_event.hpp"
#include "oracle/chain/contract_function.hpp"
#include "oracle/submit/rewards_submission.hpp"
#include "tests/cases/golden_chain.hpp"
#include "tests/cases/golden_differences.hpp"

namespace apsis {

namespace {

using nlohmann::json;

std::vector<uint256> amounts_of(const json& list) {
  std::vector<uint256> out;
  for (const json& amount : list) out.push_back(golden_u256(amount));
  return out;
}

RewardsSubmission submission_of(const json& from) {
  RewardsSubmission out;
  out.reward_index = golden_u64(from.at("rewardIndex"));
  out.execution_block = golden_u64(from.at("executionBlock"));
  out.consensus_block = golden_u64(from.at("consensusBlock"));
  out.merkle_root = array_from_hex<32>(from.at("merkleRoot").get<std::string>()).value();
  out.intervals_passed = golden_u64(from.at("intervalsPassed"));
  out.smoothing_pool_eth = golden_u256(from.at("smoothingPoolETH"));
  out.treasury_rpl = golden_u256(from.at("treasuryRPL"));
  out.treasury_eth = golden_u256(from.at("treasuryETH"));
  out.user_eth = golden_u256(from.at("userETH"));
  out.oracle_dao_rpl = amounts_of(from.at("trustedNodeRPL"));
  out.node_rpl = amounts_of(from.at("nodeRPL"));
  out.node_eth = amounts_of(from.at("nodeETH"));
  return out;
}

/// Contracts are named as RocketStorage names them there, so only the selector tells.
void check_call(const json& tx, const json& submission, GoldenDifferences& out) {
  const Bytes input = from_hex(tx.at("input").get<std::string>()).value();
  const ContractFunction* function = find_function("", input);
  if (function == nullptr) return out.add("no function has its selector");
  if (function->name != tx.at("fn").get<std::string>())
    out.add("is read as " + function->signature);
  const Expected<AbiValue::List> inputs = decode_call(*function, input);
  if (!inputs) return out.add(inputs.error().text());
  const Expected<Bytes> again = encode_call(*function, *inputs);
  if (!again) return out.add(again.error().text());
  if (*again != input) out.add("calldata written again differs");
  if (function->name != "submitRewardSnapshot") return;
  const Bytes made = rewards_calldata(submission_of(submission));
  if (made != input) out.add("calldata made of the submission differs");
}

void check_log(const json& log, GoldenDifferences& out) {
  std::vector<Bytes32> topics;
  for (const json& topic : log.at("topics"))
    topics.push_back(array_from_hex<32>(topic.get<std::string>()).value());
  const ContractEvent* event = find_event(topics);
  // Tokens and the vault log things that nobody here looks at.
  if (event == nullptr) return;
  const Bytes data = from_hex(log.at("data").get<std::string>()).value();
  const Expected<AbiValue::List> values = decode_log(*event, topics, data);
  if (!values) out.add(values.error().text());
}

/// A vote's event repeats what was called.
void check_vote_log(const json& tx, GoldenDifferences& out) {
  const Bytes input = from_hex(tx.at("input").get<std::string>()).value();
  const ContractFunction* function = find_function("RocketNetworkBalances", input);
  if (function == nullptr) return;
  const ContractEvent& event = contract_event("RocketNetworkBalances", "BalancesSubmitted");
  const Expected<AbiValue::List> inputs = decode_call(*function, input);
  if (!inputs) return;
  for (const json& log : tx.at("logs")) {
    std::vector<Bytes32> topics;
    for (const json& topic : log.at("topics"))
      topics.push_back(array_from_hex<32>(topic.get<std::string>()).value());
    if (topics.empty() || topics[0] != event.topic) continue;
    const auto values =
        decode_log(event, topics, from_hex(log.at("data").get<std::string>()).value());
    if (!values) return out.add(values.error().text());
    if ((*values)[0].address() != golden_address(tx.at("from"))) out.add("another member voted");
    for (std::size_t i = 0; i < inputs->size(); ++i)
      if ((*values)[i + 1] != (*inputs)[i]) out.add("event and call differ");
    return;
  }
  out.add("no BalancesSubmitted is among the logs");
}

}  // namespace

bool claims_golden_calldata(const CasePath& path) {
  return path.has_key("submission") && path.has_key("txs");
}

void run_golden_calldata(const CasePath& path, CaseReport& report) {
  const Expected<std::string> text = read_case_file(path.path());
  if (!text) return report.fail(path.path().string(), text.error().text());
  const json file = json::parse(*text);
  std::size_t number = 0;
  for (const json& tx : file.at("txs")) {
    GoldenDifferences differences;
    check_call(tx, file.at("submission"), differences);
    for (const json& log : tx.at("logs")) check_log(log, differences);
    if (tx.at("fn") == "submitBalances") check_vote_log(tx, differences);
    differences.report_to(report, fmt::format("{}#{} {}", path.path().string(), number++,
                                              tx.at("fn").get<std::string>()));
  }
}

}  // namespace apsis
