// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/hex.hpp"
#include "oracle/chain/contract_function.hpp"
#include "oracle/duties/vote_keys.hpp"
#include "oracle/price/l2_turn.hpp"
#include "oracle/price/rpl_twap.hpp"
#include "tests/cases/golden_chain.hpp"
#include "tests/cases/golden_differences.hpp"
#include "tests/cases/vote_vector_kinds.hpp"

namespace apsis {

namespace {

using nlohmann::json;

void check_calldata(const json& expected, const char* key, std::string_view contract,
                    std::string_view name, std::span<const AbiValue> inputs,
                    GoldenDifferences& out) {
  const Expected<Bytes> calldata = encode_call(contract_function(contract, name), inputs);
  if (!calldata) return out.add(calldata.error().text());
  out.compare(expected, key, to_hex(*calldata));
}

void check_price(const json& vector, GoldenDifferences& out) {
  const json& in = vector.at("inputs");
  const json& expected = vector.at("expected");
  const auto cumulative = [&in](std::size_t i) {
    return std::stoll(GoldenDifferences::text_of(in.at("tick_cumulatives").at(i)));
  };
  const Expected<std::int32_t> tick = average_tick(cumulative(0), cumulative(1));
  if (!tick) return out.add(tick.error().text());
  const PriceVote vote{golden_u64(in.at("block")), golden_u64(in.at("slot_timestamp")),
                       price_of_tick(*tick)};
  out.compare(expected, "rpl_price", to_decimal(vote.rpl_price));
  const Bytes20 member = golden_address(in.at("oracle_address"));
  out.compare(expected, "storage_key_exact", to_hex(price_vote_key(member, vote)));
  out.compare(expected, "storage_key_any_never_written",
              to_hex(price_block_key_never_written(member, vote.block, vote.slot_timestamp)));
  const AbiValue::List price_inputs = {vote.block, vote.slot_timestamp, vote.rpl_price};
  check_calldata(expected, "calldata", "RocketNetworkPrices", "submitPrices", price_inputs, out);
  const AbiValue::List ages = {std::uint64_t{twap_seconds}, std::uint64_t{0}};
  const AbiValue::List observe_inputs = {ages};
  check_calldata(expected, "observe_calldata", "UniswapV3Pool", "observe", observe_inputs, out);
}

void check_turn(const json& vector, GoldenDifferences& out) {
  const json& in = vector.at("inputs");
  const std::uint64_t member =
      member_of_turn(golden_u64(in.at("block")), golden_u64(in.at("member_count")));
  out.compare(vector.at("expected"), "member_index", std::to_string(member));
}

}  // namespace

bool claims_rpl_price(const CasePath& path) {
  return path.has_key("vectors") && has_format(path, "rpl-price-vectors/1");
}

void run_rpl_price(const CasePath& path, CaseReport& report) {
  run_vectors(path, report, check_price);
}

bool claims_l2_turns(const CasePath& path) {
  return path.has_key("vectors") && has_format(path, "l2-turn-vectors/1");
}

void run_l2_turns(const CasePath& path, CaseReport& report) {
  run_vectors(path, report, check_turn);
}

}  // namespace apsis
