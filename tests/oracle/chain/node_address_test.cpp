// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/chain/node_address.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "tests/core/temporary_folder.hpp"

using namespace apsis;

namespace {

namespace fs = std::filesystem;

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

/// A file that is gone afterwards.
struct SecretFile {
  TemporaryFolder folder;
  fs::path path = folder / "node";
  explicit SecretFile(std::string_view text, fs::perms mode = fs::perms::owner_read) {
    std::ofstream(path) << text;
    fs::permissions(path, mode);
  }
  std::string entry() const { return "file:" + path.string(); }
};

std::string complaint(const std::string& text, fs::perms mode = fs::perms::owner_read) {
  const SecretFile file(text, mode);
  const auto nodes = parse_nodes(file.entry());
  return nodes ? "" : nodes.error().text();
}

}  // namespace

TEST_CASE("nodes are URLs or files that keep their secrets") {
  const SecretFile file("# a hosted node\nurl https://node.example/v3\nbearer t0ken\nca /ca.pem\n");
  const auto nodes = parse_nodes("http://127.0.0.1:8545," + file.entry());
  REQUIRE(nodes);
  REQUIRE(nodes->size() == 2);
  CHECK(nodes->at(0).url.port == 8545);
  CHECK(nodes->at(1).bearer == "t0ken");
  CHECK(nodes->at(1).ca_file == "/ca.pem");
  CHECK(nodes->at(1).url.tls);
  CHECK_FALSE(nodes->at(1).archive);
  CHECK(parse_nodes("http://127.0.0.1:1", true)->front().archive);
}

TEST_CASE("a login may stand before or after the URL of a file") {
  const SecretFile file("user me\nurl https://node.example\npassword pass word\n");
  const auto nodes = parse_nodes(file.entry());
  REQUIRE(nodes);
  CHECK(nodes->front().url.user == "me");
  CHECK(nodes->front().url.password == "pass word");
}

TEST_CASE("secrets outside of private files are refused and never repeated") {
  const auto in_url = parse_nodes("http://me:hush@127.0.0.1:8545");
  REQUIRE_FALSE(in_url);
  CHECK(contains(in_url.error().text(), "mode 600"));
  CHECK_FALSE(contains(in_url.error().text(), "hush"));
  const std::string open =
      complaint("url http://a\nbearer hush\n", fs::perms::owner_read | fs::perms::group_read);
  CHECK(contains(open, "other users may read"));
  CHECK_FALSE(contains(open, "hush"));
}

TEST_CASE("a node's file that says too little or too much is refused with the line") {
  CHECK(contains(complaint("bearer x\n"), "names no node"));
  CHECK(contains(complaint("url http://a\ncolour red\n"), "line 2"));
  CHECK(contains(complaint("url http://a\nbearer\n"), "without a value"));
  CHECK(contains(complaint("url http://a\nbearer a\tb\n"), "control character"));
  CHECK(contains(complaint("url ftp://a\n"), "line 1"));
  CHECK(contains(complaint("url http://a\nbearer x\nuser me\n"), "both a token and a login"));
  CHECK(contains(complaint("#" + std::string(max_node_file_bytes, 'x')), "too long"));
  CHECK(contains(complaint(""), "empty"));
  CHECK(contains(parse_nodes("file:/no/such/file").error().text(), "no such file"));
  CHECK(contains(parse_nodes("http://a,ftp://b").error().text(), "node 2"));
  std::string many = "http://a";
  for (int i = 0; i < 16; ++i) many += ",http://a";
  CHECK(contains(parse_nodes(many).error().text(), "more than 16"));
}
