// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/source/chain_spec.hpp"

#include <doctest/doctest.h>

namespace apsis {

TEST_CASE("chain spec: values stay text, the blob schedule is a list") {
  const auto spec = parse_spec_json(
      R"({"data":{"SLOTS_PER_EPOCH":"32","DEPOSIT_CHAIN_ID":1,"LIST":[1, 2],"FLAG":true,
      "BLOB_SCHEDULE":[{"EPOCH":"9","MAX_BLOBS_PER_BLOCK":"12"},
      {"EPOCH":20,"MAX_BLOBS_PER_BLOCK":15}]}})",
      "test");
  REQUIRE(spec.has_value());
  CHECK(spec->values.at("SLOTS_PER_EPOCH") == "32");
  CHECK(spec->values.at("DEPOSIT_CHAIN_ID") == "1");
  CHECK(spec->values.at("LIST") == "[1,2]");
  CHECK(spec->values.at("FLAG") == "true");
  CHECK(!spec->values.contains("BLOB_SCHEDULE"));
  REQUIRE(spec->blob_schedule.size() == 2);
  CHECK(spec->blob_schedule[0].epoch == 9);
  CHECK(spec->blob_schedule[1].max_blobs == 15);
  CHECK(spec->number("SLOTS_PER_EPOCH") == 32);
  CHECK(!spec->number("FLAG"));
  CHECK(!spec->number("NO_SUCH"));
}

TEST_CASE("chain spec: what is no spec is an error that names the place") {
  for (const char* text :
       {"", "{", "[]", "{}", R"({"data":[]})", R"({"data":{}})",
        R"({"data":{"BLOB_SCHEDULE":"x"}})",
        R"({"data":{"A":"1","BLOB_SCHEDULE":[{"EPOCH":"9"}]}})",
        R"({"data":{"A":"1","BLOB_SCHEDULE":[{"EPOCH":"-1","MAX_BLOBS_PER_BLOCK":"1"}]}})"}) {
    CAPTURE(text);
    const auto spec = parse_spec_json(text, "the file");
    REQUIRE(!spec);
    CHECK(spec.error().kind == ErrorKind::decode);
    CHECK(spec.error().text().find("the file") != std::string::npos);
  }
}

TEST_CASE("chain spec: config.yaml gives the same kinds of values") {
  const auto spec = parse_config_yaml(
      "PRESET_BASE: 'minimal'\nDENEB_FORK_EPOCH: 0\nDENEB_FORK_VERSION: 0x50091000\nEMPTY:\n"
      "BLOB_SCHEDULE:\n  - EPOCH: 9\n    MAX_BLOBS_PER_BLOCK: 12\n",
      "test");
  REQUIRE(spec.has_value());
  CHECK(spec->values.at("PRESET_BASE") == "minimal");
  CHECK(spec->values.at("DENEB_FORK_VERSION") == "0x50091000");
  REQUIRE(spec->blob_schedule.size() == 1);
  CHECK(spec->blob_schedule[0].max_blobs == 12);
  CHECK(slots_per_epoch(*spec) == 8);
  for (const char* text : {"", "- a\n- b\n", "a: [", "BLOB_SCHEDULE:\n  - EPOCH: x\n"}) {
    CAPTURE(text);
    CHECK(!parse_config_yaml(text, "test"));
  }
}

TEST_CASE("chain spec: the fork of a slot is the last that has begun") {
  ChainSpec spec;
  CHECK(!fork_at_slot(spec, Slot(0)));
  spec.values = {{"SLOTS_PER_EPOCH", "8"},
                 {"ALTAIR_FORK_EPOCH", "0"},
                 {"DENEB_FORK_EPOCH", "1"},
                 {"ELECTRA_FORK_EPOCH", "2"},
                 {"FULU_FORK_EPOCH", "18446744073709551615"}};
  CHECK(fork_at_slot(spec, Slot(7)) == "altair");
  CHECK(fork_at_slot(spec, Slot(8)) == "deneb");
  CHECK(fork_at_slot(spec, Slot(15)) == "deneb");
  CHECK(fork_at_slot(spec, Slot(16)) == "electra");
  CHECK(fork_at_slot(spec, Slot(1u << 30)) == "electra");
}

TEST_CASE("genesis: all three fields must be there") {
  const std::string root = "0x" + std::string(64, 'a');
  const auto good =
      parse_genesis_json(R"({"data":{"genesis_time":"17","genesis_validators_root":")" + root +
                             R"(","genesis_fork_version":"0x10091000"}})",
                         "test");
  REQUIRE(good.has_value());
  CHECK(good->genesis_time == 17);
  CHECK(good->genesis_fork_version[1] == 0x09);
  CHECK(!parse_genesis_json(R"({"data":{"genesis_time":"17"}})", "test"));
  CHECK(!parse_genesis_json(R"({"data":{"genesis_time":"x","genesis_validators_root":")" + root +
                                R"(","genesis_fork_version":"0x10091000"}})",
                            "test"));
}

}  // namespace apsis
