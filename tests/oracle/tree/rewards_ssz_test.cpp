// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/tree/rewards_ssz.hpp"

#include <doctest/doctest.h>

#include "core/endian.hpp"
#include "oracle/tree/rewards_file_verify.hpp"
#include "oracle/tree/rewards_file_writer.hpp"
#include "tests/oracle/small_snapshot.hpp"
#include "tests/oracle/tree/good_rewards_file.hpp"

using apsis::Bytes;
using apsis::RewardsFile;
using apsis::test::contains;
using apsis::test::good_rewards_file;

namespace {

constexpr std::size_t fixed_bytes = 420;
constexpr std::size_t network_bytes = 104;
constexpr std::size_t node_bytes = 156;

Bytes good_bytes() {
  return *apsis::write_rewards_ssz(good_rewards_file());
}

std::string complaint(const Bytes& bytes) {
  const auto file = apsis::read_rewards_ssz(bytes);
  return file ? "" : file.error().text();
}

std::string with_number(std::size_t at, std::uint64_t value) {
  Bytes bytes = good_bytes();
  apsis::store_le(bytes.data() + at, value);
  return complaint(bytes);
}

std::string with_offset(std::size_t at, std::uint32_t value) {
  Bytes bytes = good_bytes();
  apsis::store_le(bytes.data() + at, value);
  return complaint(bytes);
}

}  // namespace

TEST_CASE("an SSZ rewards file of version 4 comes back as it was, proofs included") {
  const Bytes bytes = good_bytes();
  CHECK(bytes.size() == fixed_bytes + network_bytes + 2 * node_bytes);
  const auto file = apsis::read_rewards_ssz(bytes);
  REQUIRE(file);
  CHECK(apsis::verify_rewards_file(*file));
  CHECK(apsis::write_rewards_file(*file) == apsis::write_rewards_file(good_rewards_file()));
  CHECK_FALSE(file->states_treasury_share);
}

TEST_CASE("an SSZ rewards file of version 3 has shorter entries and no voters' share") {
  RewardsFile file = good_rewards_file();
  file.header.version = 3;
  file.header.ruleset = 10;
  file.nodes[1].amounts.voter_share_eth = 0;
  file.networks[0].amounts.smoothing_pool_eth = 40;
  file.totals.voter_share_eth = file.totals.smoothing_pool_voter_share_eth = 0;
  file.totals.pool_staker_eth = 60;
  apsis::test::seal(file);
  const auto bytes = apsis::write_rewards_ssz(file);
  REQUIRE(bytes);
  CHECK(bytes->size() == 356 + 104 + 2 * 124);
  const auto read = apsis::read_rewards_ssz(*bytes);
  REQUIRE(read);
  CHECK(apsis::write_rewards_file(*read) == apsis::write_rewards_file(file));
}

TEST_CASE("files without an interval's bounds keep the zero time through SSZ") {
  RewardsFile file = good_rewards_file();
  file.header.start_time = file.header.end_time = "0001-01-01T00:00:00Z";
  const auto bytes = apsis::write_rewards_ssz(file);
  REQUIRE(bytes);
  CHECK(apsis::read_rewards_ssz(*bytes)->header.start_time == "0001-01-01T00:00:00Z");
}

TEST_CASE("networks are written by id and read with their published names") {
  RewardsFile file = good_rewards_file();
  file.header.network = "testnet";
  file.networks = {{10, {}}, {2, {}}, {0, {30, 3, 45}}};
  const auto read = apsis::read_rewards_ssz(*apsis::write_rewards_ssz(file));
  REQUIRE(read);
  CHECK(read->header.network == "testnet");
  CHECK(read->networks[1].id == 2);
  CHECK(read->networks[2].id == 10);
}

TEST_CASE("what has no SSZ form is refused by the writer") {
  RewardsFile file = good_rewards_file();
  file.header.version = 3;
  file.header.ruleset = 8;
  CHECK(apsis::write_rewards_ssz(file).error().kind == apsis::ErrorKind::usage);
  file = good_rewards_file();
  file.header.end_time = "yesterday";
  CHECK(contains(apsis::write_rewards_ssz(file).error().text(), "/endTime"));
  file = good_rewards_file();
  file.networks.resize(129);
  CHECK(contains(apsis::write_rewards_ssz(file).error().text(), "128 networks"));
}

TEST_CASE("an SSZ file that is not one is refused with the byte") {
  CHECK(contains(complaint({}), "magic"));
  CHECK(contains(complaint({'R', 'P', 'R', 'X'}), "magic"));
  CHECK(contains(complaint({'R', 'P', 'R', 'U'}), "cut off"));
  CHECK(contains(with_number(4, 3), "rewardsFileVersion (byte 4)"));
  CHECK(contains(with_number(12, 8), "rulesetVersion"));
  CHECK(contains(with_number(36, ~std::uint64_t{0} >> 1), "startTime"));
  CHECK(contains(with_number(44, ~std::uint64_t{0} >> 1), "endTime"));
  CHECK(contains(with_number(124 + 16, 1), "2^96"));
  CHECK(contains(with_offset(412, 421), "networkRewards (byte 412)"));
  CHECK(contains(with_offset(416, 419), "nodeRewards (byte 416)"));
  CHECK(contains(with_offset(416, 100'000), "nodeRewards (byte 416)"));
  CHECK(contains(with_offset(416, fixed_bytes + 1), "networkRewards (byte 420)"));
  Bytes bytes = good_bytes();
  bytes.push_back(0);
  CHECK(contains(complaint(bytes), "nodeRewards (byte 524)"));
}

TEST_CASE("an SSZ file whose entries are unsorted, doubled or changed is refused by name") {
  Bytes bytes = good_bytes();
  bytes[fixed_bytes + network_bytes] = 3;
  CHECK(contains(complaint(bytes), "/nodeRewards/0x02"));
  CHECK(contains(complaint(bytes), "unsorted"));
  bytes[fixed_bytes + network_bytes] = 2;
  CHECK(contains(complaint(bytes), "duplicate"));
  bytes = good_bytes();
  bytes[fixed_bytes + network_bytes + 28] ^= 1;
  CHECK(contains(complaint(bytes), "/merkleRoot"));
  RewardsFile file = good_rewards_file();
  file.networks = {{0, {30, 3, 45}}, {1, {}}};
  bytes = *apsis::write_rewards_ssz(file);
  bytes[fixed_bytes] = 2;
  CHECK(contains(complaint(bytes), "/networkRewards/1"));
  bytes[fixed_bytes] = 1;
  CHECK(contains(complaint(bytes), "duplicate"));
  file.nodes.clear();
  CHECK(contains(complaint(*apsis::write_rewards_ssz(file)), "/nodeRewards"));
}

TEST_CASE("an SSZ file without a root gets the one of its entries") {
  RewardsFile file = good_rewards_file();
  const apsis::Bytes32 root = file.merkle_root;
  file.merkle_root = {};
  CHECK(apsis::read_rewards_ssz(*apsis::write_rewards_ssz(file))->merkle_root == root);
}

TEST_CASE("no damaged byte and no cut makes the SSZ reader do more than refuse") {
  const Bytes good = good_bytes();
  for (std::size_t i = 0; i < good.size(); ++i) {
    Bytes bytes = good;
    bytes[i] ^= 0xff;
    apsis::read_rewards_ssz(bytes);
    CHECK_FALSE(apsis::read_rewards_ssz(apsis::ByteSpan(good).first(i)));
  }
}
