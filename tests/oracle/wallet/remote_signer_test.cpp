// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/wallet/remote_signer.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "core/net/http_server.hpp"
#include "oracle/wallet/signer.hpp"
#include "tests/core/temporary_folder.hpp"
#include "tests/oracle/wallet/test_bytes.hpp"

using namespace apsis;
using nlohmann::json;

namespace {

/// A signing service that answers as it is told, and remembers what it was asked.
class Service {
 public:
  using Answer = std::function<json(const json&)>;
  explicit Service(Answer answer)
      : answer_(std::move(answer)),
        server_(HttpServer::start(loopback_address, 0, [this](const HttpRequest& request) {
                  return handle(request);
                }).value()) {}

  std::string url() const { return server_->url(); }
  std::vector<json> asked;
  std::string authorization;

 private:
  HttpResponse handle(const HttpRequest& request) {
    asked.push_back(json::parse(request.body));
    authorization = find_header(request.headers, "Authorization").value_or("");
    const json answer = answer_(asked.back());
    return {.body = answer.is_string() ? answer.get<std::string>() : answer.dump()};
  }

  Answer answer_;
  std::unique_ptr<HttpServer> server_;
};

Transaction asked_for() {
  return {.chain_id = 1,
          .nonce = 7,
          .priority_fee_wei = 1,
          .max_fee_wei = uint256(20'000'000'000),
          .gas_limit = 300'000,
          .to = Bytes20{9},
          .value_wei = 0,
          .data = {1, 2, 3}};
}

std::string signed_hex(const Transaction& transaction, std::string_view key = test_key_hex) {
  return to_hex(Signer(key_from(key)).sign(transaction).value().raw);
}

Expected<SignedTransaction> sign_with(const Service::Answer& answer) {
  const Service service(answer);
  RemoteSigner signer(parse_url(service.url()).value(), *array_from_hex<20>(test_address_hex));
  return signer.sign(asked_for());
}

json refusal(int code, std::string_view words) {
  return {{"jsonrpc", "2.0"}, {"id", 1}, {"error", {{"code", code}, {"message", words}}}};
}

}  // namespace

TEST_CASE("a remote signer is asked for the whole transaction, and its answer is taken") {
  Service service([](const json&) { return json{{"result", signed_hex(asked_for())}}; });
  RemoteSigner signer(parse_url(service.url()).value(), *array_from_hex<20>(test_address_hex));
  const SignedTransaction made = signer.sign(asked_for()).value();
  CHECK(to_hex(made.raw) == signed_hex(asked_for()));
  REQUIRE(service.asked.size() == 1);
  CHECK(service.asked[0]["method"] == "eth_signTransaction");
  CHECK(service.asked[0]["params"][0] == json{{"from", test_address_hex},
                                              {"to", to_hex(Bytes20{9})},
                                              {"gas", "0x493e0"},
                                              {"maxFeePerGas", "0x4a817c800"},
                                              {"maxPriorityFeePerGas", "0x1"},
                                              {"value", "0x0"},
                                              {"nonce", "0x7"},
                                              {"chainId", "0x1"},
                                              {"data", "0x010203"}});
}

TEST_CASE("a signer that has another name for it and answers with an object is understood") {
  Service service([](const json& call) {
    if (call["method"] == "eth_signTransaction") return refusal(-32601, "no such method");
    return json{{"result", {{"raw", signed_hex(asked_for())}, {"tx", json::object()}}}};
  });
  RemoteSigner signer(parse_url(service.url()).value(), *array_from_hex<20>(test_address_hex));
  CHECK(signer.sign(asked_for()));
  REQUIRE(service.asked.size() == 2);
  CHECK(service.asked[1]["method"] == "account_signTransaction");
}

TEST_CASE("what a remote signer changed is never used") {
  const auto said = [](auto change) {
    Transaction other = asked_for();
    change(other);
    const auto made = sign_with([&](const json&) { return json{{"result", signed_hex(other)}}; });
    REQUIRE_FALSE(made);
    CHECK(made.error().kind == ErrorKind::mismatch);
    return made.error().what;
  };
  CHECK(said([](Transaction& t) { t.to = Bytes20{8}; }).find("receiver") != std::string::npos);
  CHECK(said([](Transaction& t) { t.value_wei = 1; }).find("value") != std::string::npos);
  CHECK(said([](Transaction& t) { t.nonce = 8; }).find("nonce") != std::string::npos);
  CHECK(said([](Transaction& t) { t.chain_id = 5; }).find("chain id") != std::string::npos);
  CHECK(said([](Transaction& t) { t.data = {1, 2}; }).find("calldata") != std::string::npos);
  CHECK(said([](Transaction& t) { t.max_fee_wei += 1; }).find("highest fee") != std::string::npos);
  const auto other_key = sign_with([](const json&) {
    return json{{"result", signed_hex(asked_for(), std::string(64, '1'))}};
  });
  REQUIRE_FALSE(other_key);
  CHECK(other_key.error().what.find("signed with the key of 0x") == 0);
}

TEST_CASE("a remote signer that refuses or talks nonsense is named") {
  const auto error = [](const json& answer) {
    const auto made = sign_with([&](const json&) { return answer; });
    REQUIRE_FALSE(made);
    return made.error();
  };
  const Error refused = error(refusal(-32000, "locked\naccount"));
  CHECK(refused.kind == ErrorKind::unavailable);
  CHECK(refused.what == "refuses: locked?account");
  CHECK(error(refusal(-32601, "none")).what == "refuses: none");
  CHECK(error(json{{"error", 5}}).what == "refuses: an error without a message");
  CHECK(error("hello").kind == ErrorKind::unavailable);
  CHECK(error("[]").kind == ErrorKind::unavailable);
  CHECK(error(json{{"result", 5}}).kind == ErrorKind::decode);
  CHECK(error(json{{"result", "0xzz"}}).kind == ErrorKind::decode);
  CHECK(error(json{{"result", "0x02c0"}}).kind == ErrorKind::decode);
  CHECK(error(json::object()).kind == ErrorKind::decode);
  RemoteSigner nobody(parse_url("http://127.0.0.1:9").value(), Bytes20{1});
  CHECK(nobody.sign(asked_for()).error().kind == ErrorKind::unavailable);
}

TEST_CASE("the accounts of a remote signer are read") {
  Service service([](const json& call) {
    if (call["method"] == "eth_accounts") return refusal(-32601, "none");
    return json{{"result", {test_address_hex}}};
  });
  RemoteSigner signer(parse_url(service.url()).value(), Bytes20{1});
  const auto accounts = signer.accounts();
  REQUIRE(accounts);
  REQUIRE(accounts->size() == 1);
  CHECK(to_hex(accounts->front()) == test_address_hex);
  for (const json& answer :
       {json{{"result", 5}}, json{{"result", {"0x01"}}}, json{{"result", {5}}}}) {
    Service other([&](const json&) { return answer; });
    RemoteSigner asked(parse_url(other.url()).value(), Bytes20{1});
    CHECK(asked.accounts().error().kind == ErrorKind::decode);
  }
}

TEST_CASE("a remote signer's token comes from a file and goes with each request") {
  const TemporaryFolder folder;
  const auto token = folder / "token";
  std::ofstream(token) << "abc\n";
  ::chmod(token.c_str(), 0600);
  Service service([](const json&) { return json{{"result", signed_hex(asked_for())}}; });
  WalletSource source{.remote_url = service.url(), .remote_token_file = token};
  CHECK(Signer::open(source).error().kind == ErrorKind::usage);  // for whom?
  source.address = array_from_hex<20>(test_address_hex);
  Signer signer = Signer::open(source).value();
  CHECK(to_hex(signer.address()) == test_address_hex);
  CHECK(signer.sign(asked_for()));
  CHECK(service.authorization == "Bearer abc");
  ::chmod(token.c_str(), 0644);
  CHECK(Signer::open(source).error().kind == ErrorKind::usage);
  source.remote_token_file.clear();
  source.remote_url = "http://user:word@127.0.0.1:1";
  CHECK(Signer::open(source).error().text().find("word@") == std::string::npos);
  source.remote_url = "nonsense";
  CHECK_FALSE(Signer::open(source));
}
