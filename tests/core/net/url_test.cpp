// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/net/url.hpp"

#include <doctest/doctest.h>

namespace apsis {

TEST_CASE("url: splits all parts and decodes the login") {
  const auto url = parse_url("https://us%40er:p%3Aw@node.example:5052/base/?key=secret");
  REQUIRE(url.has_value());
  CHECK(url->tls);
  CHECK(url->user == "us@er");
  CHECK(url->password == "p:w");
  CHECK(url->host == "node.example");
  CHECK(url->port == 5052);
  CHECK(url->host_header() == "node.example:5052");
  CHECK(url->join("/eth/v1/x") == "/base/eth/v1/x?key=secret");
  CHECK(url->join("/eth/v1/x?a=b") == "/base/eth/v1/x?a=b&key=secret");
}

TEST_CASE("url: ports follow the scheme, IPv6 hosts have brackets") {
  CHECK(parse_url("http://a")->port == 80);
  CHECK(parse_url("https://a")->port == 443);
  CHECK(parse_url("http://a/")->join("") == "/");
  const auto six = parse_url("http://[::1]:8080");
  REQUIRE(six.has_value());
  CHECK(six->host == "::1");
  CHECK(six->host_header() == "[::1]:8080");
}

TEST_CASE("url: what is shown holds no login, key or query value") {
  const auto url = parse_url(
      "https://me:hunter2@a.example/v3/0123456789abcdef0123456789abcdef/eth?apikey=deadbeef");
  REQUIRE(url.has_value());
  CHECK(url->redacted() == "https://***@a.example/v3/***/eth?apikey=***");
}

TEST_CASE("url: wrong texts are usage errors that do not repeat the text") {
  for (const char* text :
       {"", "node:5052", "ftp://secret@a", "http://", "http://me:secret@", "http://me:secret@a:0",
        "http://me:secret@a:70000", "http://me:secret@a:", "http://me:secret@a:8x", "http://[::1",
        "http://[::1]x", "http://me:secret@a b", "http://me:secret@a/\r\nX: y"}) {
    CAPTURE(text);
    const auto url = parse_url(text);
    REQUIRE(!url);
    CHECK(url.error().kind == ErrorKind::usage);
    CHECK(url.error().text().find("secret") == std::string::npos);
  }
  CHECK(!parse_url("http://" + std::string(max_url_bytes, 'a')));
}

TEST_CASE("url: a list has one entry a comma and names the wrong one") {
  const auto list = parse_url_list("http://a:1,https://b");
  REQUIRE(list.has_value());
  CHECK(list->size() == 2);
  CHECK(list->at(1).host == "b");
  const auto wrong = parse_url_list("http://a,b");
  REQUIRE(!wrong);
  CHECK(wrong.error().text().find("address 2") != std::string::npos);
  std::string many = "http://a";
  for (std::size_t i = 0; i < max_urls; ++i) many += ",http://a";
  CHECK(!parse_url_list(many));
}

}  // namespace apsis
