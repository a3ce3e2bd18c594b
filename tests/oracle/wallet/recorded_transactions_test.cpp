// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "oracle/wallet/key_derivation.hpp"
#include "oracle/wallet/signer.hpp"
#include "oracle/wallet/smartnode_wallet.hpp"
#include "tests/oracle/wallet/test_bytes.hpp"
#include "tests/recordings.hpp"

using namespace apsis;
using nlohmann::json;

TEST_CASE("transactions of a recorded chain read back, and signed again are the same bytes") {
  const auto recording = find_recording("rocketpool-v14");
  if (!recording) {
    MESSAGE("skipped: the recording rocketpool-v14 is not there (set APSIS_SHARED)");
    return;
  }
  const LockedBytes seed =
      seed_of_words(bytes_of("test test test test test test test test test test test junk"))
          .value();
  std::map<std::string, Signer> signers;
  for (std::uint32_t index = 0; index < 8; ++index) {
    Signer signer(node_key_of_seed(seed.view(), default_node_path, index).value());
    const std::string address = to_hex(signer.address());
    signers.emplace(address, std::move(signer));
  }
  std::ifstream lines(*recording / "txs.jsonl");
  int compared = 0;
  for (std::string line; std::getline(lines, line);) {
    const json record = json::parse(line);
    const json& told = record["transaction"];
    const SignedTransaction read =
        decode_signed(*from_hex(record["raw"].get<std::string>())).value();
    CHECK(to_hex(read.hash) == told["hash"]);
    CHECK(to_hex(read.from) == told["from"]);
    CHECK(to_hex(read.transaction.to) == told["to"]);
    CHECK(to_hex(read.transaction.data) == told["input"]);
    const auto signer = signers.find(told["from"].get<std::string>());
    REQUIRE(signer != signers.end());
    CHECK(signer->second.sign(read.transaction).value().raw == read.raw);
    ++compared;
  }
  CHECK(compared == 73);
}
