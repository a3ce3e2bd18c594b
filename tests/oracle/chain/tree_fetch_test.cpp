// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/tree_fetch_command.hpp"

#include <doctest/doctest.h>

#include <filesystem>

#include "core/hex.hpp"
#include "core/net/http_server.hpp"
#include "core/net/json_rpc.hpp"
#include "oracle/chain/download.hpp"
#include "oracle/chain/rewards_root.hpp"
#include "oracle/tree/rewards_file_writer.hpp"
#include "tests/core/temporary_folder.hpp"
#include "tests/oracle/small_snapshot.hpp"
#include "tests/oracle/tree/good_rewards_file.hpp"

using namespace apsis;
using apsis::test::contains;
using apsis::test::good_rewards_file;

namespace {

/// Key of "rewards.merkle.root" ++ 52, made with another program.
constexpr const char* key_of_52 =
    "3f835c1906706baaf40713636a6acd38043fc5f48c6a5d193d1a81307f5989de";

/// Answers every eth_call with `result`, and mirrors of good and bad files.
std::unique_ptr<HttpServer> serve(const std::string& answer, std::string* asked = nullptr) {
  auto server = HttpServer::start(loopback_address, 0, [=](const HttpRequest& request) {
    HttpResponse out;
    const std::string good = write_rewards_file(good_rewards_file());
    if (request.method == "POST") {
      if (asked != nullptr) *asked = request.body;
      out.body = answer;
    } else if (request.path().starts_with("/good/mainnet/rp-rewards-mainnet-52.json")) {
      out.body = good;
    } else if (request.path().starts_with("/other/")) {
      RewardsFile file = good_rewards_file();
      file.nodes[0].amounts.collateral_rpl = 9;
      file.networks[0].amounts.collateral_rpl = 29;
      file.totals.collateral_rpl = 29;
      test::seal(file);
      out.body = write_rewards_file(file);
    } else if (request.path().starts_with("/moved/")) {
      out.status = 302;
      out.headers = {{"Location", "/good/mainnet/rp-rewards-mainnet-52.json"}};
    } else if (request.path().starts_with("/loop")) {
      out.status = 302;
      out.headers = {{"Location", "/loop/again"}};
    } else {
      out.status = 404;
    }
    return out;
  });
  REQUIRE(server);
  return std::move(*server);
}

std::string result(const std::string& hex) {
  return R"({"jsonrpc":"2.0","id":1,"result":")" + hex + "\"}";
}

struct Folder {
  TemporaryFolder folder;
  std::filesystem::path path = folder / "trees";  // made by who writes into it
};

TreeFetchCall call_of(const HttpServer& server, const std::string& mirrors, const Folder& folder) {
  std::string text;
  for (const std::string& part : {mirrors}) text += (text.empty() ? "" : ";") + server.url() + part;
  return {
      .network = "mainnet",
      .index = 52,
      .mirrors = text,
      .out = folder.path,
      .root = {.root = to_hex(good_rewards_file().merkle_root), .execution = {}, .storage = {}}};
}

std::string complaint(const TreeFetchCall& call) {
  const auto status = run_tree_fetch(call);
  return status ? "" : status.error().text();
}

}  // namespace

TEST_CASE("the root of an interval is read from RocketStorage") {
  std::string asked;
  const auto server = serve(result("0x" + std::string(64, '1')), &asked);
  JsonRpc node(*parse_url(server->url()));
  const auto root = rewards_root_on_chain(node, *rocket_storage_of("mainnet"), 52);
  REQUIRE(root);
  REQUIRE(*root);
  CHECK((*root)->front() == 0x11);
  CHECK(contains(asked, "0x1d8f8f00cfa6758d7be78336684788fb0ee0fa46"));
  CHECK(contains(asked, std::string("0xa6ed563e") + key_of_52));
  CHECK_FALSE(rocket_storage_of("devnet"));
}

TEST_CASE("no root on chain is no root, and answers of other lengths are refused") {
  const auto none = serve(result("0x" + std::string(64, '0')));
  JsonRpc node(*parse_url(none->url()));
  CHECK_FALSE(rewards_root_on_chain(node, {}, 1)->has_value());
  const auto empty = serve(result("0x"));
  JsonRpc other(*parse_url(empty->url()));
  CHECK(contains(rewards_root_on_chain(other, {}, 1).error().text(), "0 bytes instead of 32"));
}

TEST_CASE("what an execution node answers wrongly is told") {
  const auto complaint_to = [](const std::string& answer) {
    const auto server = serve(answer);
    JsonRpc node(*parse_url(server->url()));
    return node.eth_call({}, {}, "latest").error().text();
  };
  CHECK(contains(complaint_to("not JSON"), "not JSON"));
  CHECK(
      contains(complaint_to(R"({"error":{"message":"missing trie node"}})"), "missing trie node"));
  CHECK(contains(complaint_to(R"({"error":7})"), "an error without a message"));
  CHECK(contains(complaint_to(R"({"id":1,"result":"0xzz"})"), "no result in hex"));
  CHECK(contains(complaint_to("[]"), "answers are missing"));
}

TEST_CASE("a file is fetched from the first mirror that has the right root") {
  const auto server = serve("");
  const Folder folder;
  TreeFetchCall call = call_of(*server, "/none/%s", folder);
  call.mirrors += ";" + server->url() + "/other/%s;" + server->url() + "/good/%n/%s";
  CHECK(complaint(call) == "");
  CHECK(std::filesystem::exists(folder.path / "rp-rewards-mainnet-52.json"));
  CHECK(complaint(call_of(*server, "/moved/%s", folder)) == "");
}

TEST_CASE("a file without the right root is never written") {
  const auto server = serve("");
  const Folder folder;
  CHECK(contains(complaint(call_of(*server, "/other/%s", folder)), "no mirror"));
  CHECK(run_tree_fetch(call_of(*server, "/other/%s", folder)).error().kind == ErrorKind::mismatch);
  CHECK(run_tree_fetch(call_of(*server, "/loop/%s", folder)).error().kind ==
        ErrorKind::unavailable);
  CHECK(run_tree_fetch(call_of(*server, "/none/%s", folder)).error().kind ==
        ErrorKind::unavailable);
  CHECK_FALSE(std::filesystem::exists(folder.path));
}

TEST_CASE("fetching needs a root, a network's name and templates") {
  const auto server = serve("");
  const Folder folder;
  TreeFetchCall call = call_of(*server, "/good/%n/%s", folder);
  call.root.root = "";
  CHECK(contains(complaint(call), "--root or --execution"));
  call.root.root = "0x12";
  CHECK(contains(complaint(call), "not a root"));
  call = call_of(*server, "/good/%n/%s", folder);
  call.network = "../etc";
  CHECK(contains(complaint(call), "--network"));
  CHECK(contains(complaint(call_of(*server, "/good", folder)), "%s once"));
  CHECK(contains(complaint(call_of(*server, "/%s%s", folder)), "%s once"));
  CHECK_FALSE(parse_mirrors("gopher://x/%s"));
  std::string many = "http://x/%s";
  for (std::size_t i = 0; i < max_mirrors; ++i) many += ";http://x/%s";
  CHECK(contains(parse_mirrors(many).error().text(), "more than 16"));
}

TEST_CASE("a root is compared with the flag's or the chain's") {
  const RewardsFile file = good_rewards_file();
  const std::string root = to_hex(file.merkle_root);
  CHECK(check_root({.root = root, .execution = {}, .storage = {}}, file));
  CHECK(check_root({}, file));
  const auto server = serve(result(root));
  RootSource chain{.root = {}, .execution = server->url(), .storage = {}};
  CHECK(check_root(chain, file));
  const auto other = serve(result("0x" + std::string(64, '2')));
  chain.execution = other->url();
  CHECK(contains(check_root(chain, file).error().text(), "but the chain has 0x22"));
  const auto none = serve(result("0x" + std::string(64, '0')));
  chain.execution = none->url();
  CHECK(contains(check_root(chain, file).error().text(), "no root for interval 52"));
  RewardsFile devnet = file;
  devnet.header.network = "0";
  CHECK(contains(check_root(chain, devnet).error().text(), "--rocket-storage"));
  CHECK_FALSE(check_root_source({.root = root, .execution = "http://x", .storage = {}}));
  CHECK_FALSE(check_root_source({.root = {}, .execution = "x", .storage = {}}));
  CHECK_FALSE(check_root_source({.root = {}, .execution = "http://x", .storage = "0x1"}));
}
