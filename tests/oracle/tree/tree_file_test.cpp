// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/tree/tree_file.hpp"

#include <doctest/doctest.h>

#include "oracle/tree/content_id.hpp"
#include "oracle/tree/file_time.hpp"
#include "oracle/tree/rewards_file_writer.hpp"
#include "oracle/tree/rewards_ssz.hpp"
#include "oracle/tree/zstd_copy.hpp"
#include "tests/oracle/small_snapshot.hpp"
#include "tests/oracle/tree/good_rewards_file.hpp"

using apsis::Bytes;
using apsis::ByteSpan;
using apsis::test::contains;
using apsis::test::good_rewards_file;

namespace {

std::string text_of(const Bytes& bytes) {
  return {bytes.begin(), bytes.end()};
}

Bytes bytes_of(const std::string& text) {
  return {text.begin(), text.end()};
}

}  // namespace

TEST_CASE("files are named as the official programs name them") {
  CHECK(apsis::rewards_file_name("mainnet", 30, "ssz") == "rp-rewards-mainnet-30.ssz");
  CHECK(apsis::performance_file_name("testnet", 7, 10) == "rp-minipool-performance-testnet-7.json");
  CHECK(apsis::performance_file_name("testnet", 7, 11) == "rp-performance-testnet-7.json");
}

TEST_CASE("a rewards file is read in each of its forms") {
  const apsis::RewardsFile file = good_rewards_file();
  const std::string json = apsis::write_rewards_file(file);
  const Bytes ssz = *apsis::write_rewards_ssz(file);
  for (const Bytes& form :
       {bytes_of(json), ssz, *apsis::write_zstd(bytes_of(json)), *apsis::write_zstd(ssz)}) {
    const auto read = apsis::read_any_rewards_file(text_of(form));
    REQUIRE(read);
    CHECK(read->merkle_root == file.merkle_root);
  }
  CHECK_FALSE(apsis::read_any_rewards_file("RPRU"));
  CHECK_FALSE(apsis::read_any_rewards_file(""));
}

TEST_CASE("a zstd copy gives back what was packed, and no more than the limit") {
  const Bytes content(3'000'000, 'x');
  const Bytes packed = *apsis::write_zstd(content);
  CHECK(packed.size() < 1000);
  CHECK(*apsis::read_zstd(packed, content.size()) == content);
  const auto limited = apsis::read_zstd(packed, content.size() - 1);
  CHECK(contains(limited.error().text(), "more than 2999999 bytes"));
  CHECK(apsis::read_zstd(*apsis::write_zstd({}), 10)->empty());
}

TEST_CASE("damaged zstd copies are refused") {
  const Bytes packed = *apsis::write_zstd(bytes_of("some text that is packed"));
  CHECK(contains(apsis::read_zstd(Bytes{1, 2, 3, 4}, 10).error().text(), "not a zstd frame"));
  for (std::size_t size = 4; size < packed.size(); ++size)
    CHECK_FALSE(apsis::read_zstd(ByteSpan(packed).first(size), 100));
  Bytes longer = packed;
  longer.push_back(0);
  CHECK(contains(apsis::read_zstd(longer, 100).error().text(), "after the frame"));
  // A header that asks for a window of 2 GiB.
  const Bytes greedy = {0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa8, 0x01, 0x00, 0x00};
  CHECK_FALSE(apsis::read_zstd(greedy, 100));
}

TEST_CASE("content ids are those of a folder with one file") {
  CHECK(apsis::content_id({}, "empty") ==
        "bafybeigalvxqcgqiogiv6bimmxedgxbhu7cikwhwha2c2iqzdbnabewjai");
  CHECK(apsis::content_id(Bytes{0}, "a") ==
        "bafybeihxh2xlhvzbwrdk3l5xozo452n3qhttdol6bpkzqz42m4ahmwgyke");
  CHECK(apsis::content_id(Bytes{0}, "some/folder/a") == apsis::content_id(Bytes{0}, "a"));
  CHECK(apsis::content_id(Bytes{0}, "b") != apsis::content_id(Bytes{0}, "a"));
}

TEST_CASE("times of files are read with any offset and written in UTC") {
  CHECK(apsis::unix_seconds_of("1970-01-01T00:00:00Z") == 0);
  CHECK(apsis::unix_seconds_of("2026-07-30T07:36:23+02:00") ==
        apsis::unix_seconds_of("2026-07-30T05:36:23Z"));
  CHECK(apsis::unix_seconds_of("2026-07-30T00:36:23-05:00") ==
        apsis::unix_seconds_of("2026-07-30T05:36:23Z"));
  CHECK(apsis::unix_seconds_of("0001-01-01T00:00:00Z") == apsis::zero_time_seconds);
  CHECK(apsis::rfc3339_time(apsis::zero_time_seconds) == "0001-01-01T00:00:00Z");
  for (const char* wrong :
       {"", "2026-07-30", "2026-07-30T05:36:23", "2026-02-30T05:36:23Z", "2026-07-30T24:36:23Z",
        "2026-07-30T05:36:23.5Z", "2026-07-30T05:36:23+2:00", "2026-07-30T05:36:23*02:00",
        "2026-07-3xT05:36:23Z", "0000-01-01T00:00:00+01:00", "2026-07-30T05:36:23+24:00"})
    CHECK_FALSE(apsis::unix_seconds_of(wrong));
}
