// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/state/snapshot_writer.hpp"

#include <doctest/doctest.h>

#include "core/hex.hpp"
#include "oracle/state/snapshot_reader.hpp"
#include "tests/oracle/small_snapshot.hpp"

using apsis::test::contains;
using apsis::test::replaced;
using apsis::test::small_snapshot;

namespace {

apsis::NetworkSnapshot read(const std::string& text) {
  auto snapshot = apsis::read_network_snapshot(text);
  REQUIRE_MESSAGE(snapshot, (snapshot ? "" : snapshot.error().text()));
  return std::move(*snapshot);
}

}  // namespace

TEST_CASE("a snapshot that was written reads as the same one") {
  const apsis::NetworkSnapshot snapshot = read(small_snapshot);
  const std::string text = apsis::write_network_snapshot(snapshot);
  CHECK(read(text) == snapshot);
  CHECK(apsis::write_network_snapshot(read(text)) == text);
  CHECK(text.ends_with("}]}\n"));
  CHECK(contains(text, "\"exit_epoch\":\"18446744073709551615\""));
}

TEST_CASE("every optional field that has a value is written") {
  apsis::NetworkSnapshot snapshot = read(small_snapshot);
  snapshot.interval.contract_start_time = 7;
  snapshot.interval.contract_end_time = 8;
  apsis::Node& node = snapshot.nodes[0];
  node.funds = apsis::NodeFunds{1, 2, apsis::uint256("1000000000000000000")};
  node.minipools[0].exists = false;
  node.minipools[0].reduction = apsis::BondReduction{5, 6, 7};
  node.minipools[0].beacon->balance_gwei = 9;
  node.minipools[0].funds =
      apsis::MinipoolFunds{1, 2, apsis::DepositType::variable, 3, true, true, 4, apsis::uint256(5)};
  apsis::Megapool megapool;
  megapool.address = {3};
  megapool.node_bond = 4;
  megapool.user_capital = 5;
  megapool.funds = apsis::MegapoolFunds{-6, 7, apsis::MegapoolSplit{1, 2, 3, 4},
                                        apsis::MegapoolSplitSample{5, 6}};
  apsis::MegapoolValidator validator;
  validator.pubkey = {8};
  validator.staked = validator.locked = true;
  validator.deposit_value_milli_eth = 9;
  validator.final_withdrawal = apsis::FinalWithdrawal{10, 11};
  megapool.validators.push_back(validator);
  validator.final_withdrawal.reset();
  validator.withdrawal_unseen = true;
  validator.pubkey = {9};
  megapool.validators.push_back(validator);
  node.megapool = megapool;
  snapshot.funds = apsis::NetworkFunds{-1, 2, 3, 4, 5, 6, apsis::int256(-7)};
  CHECK(read(apsis::write_network_snapshot(snapshot)) == snapshot);
}

TEST_CASE("the content hash is that of the canonical bytes and tells snapshots apart") {
  const std::string text = apsis::write_network_snapshot(read(small_snapshot));
  // The hash does not depend on how the file that was read was laid out.
  const std::string spaced = replaced(small_snapshot, "\"nodes\": [{", "\"nodes\": [\n\n{");
  CHECK(apsis::snapshot_content_hash(apsis::write_network_snapshot(read(spaced))) ==
        apsis::snapshot_content_hash(text));
  const std::string other = replaced(small_snapshot, "\"penalties\": 0", "\"penalties\": 1");
  CHECK(apsis::snapshot_content_hash(apsis::write_network_snapshot(read(other))) !=
        apsis::snapshot_content_hash(text));
  CHECK(apsis::to_hex_bare(apsis::snapshot_content_hash("abc")) ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}
