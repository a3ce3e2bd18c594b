// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/state/beacon_side.hpp"

#include <doctest/doctest.h>

#include <fmt/format.h>

#include "core/hex.hpp"
#include "core/net/http_server.hpp"
#include "oracle/state/beacon_api.hpp"
#include "oracle/state/snapshot_reader.hpp"
#include "tests/oracle/small_snapshot.hpp"

using namespace apsis;
using apsis::test::contains;
using apsis::test::replaced;

namespace {

constexpr std::uint64_t far = far_future_epoch;

/// An answer with one validator, index 5, of the small snapshot.
std::string answer(const std::string& balance = "32000000007",
                   const std::string& status = "active_ongoing") {
  return R"({"execution_optimistic": false, "finalized": false, "data": [{"index": "5",
    "balance": ")" +
         balance + R"(", "status": ")" + status + R"(", "validator": {
    "pubkey": "0x030303030303030303030303030303030303030303030303030303030303030303030303030303030303030303030303",
    "withdrawal_credentials": "0x00", "effective_balance": "32000000000", "slashed": false,
    "activation_eligibility_epoch": "0", "activation_epoch": "0",
    "exit_epoch": "18446744073709551615", "withdrawable_epoch": "18446744073709551615"}}]})";
}

std::unique_ptr<HttpServer> serve(int status, std::string body) {
  auto server = HttpServer::start(loopback_address, 0, [=](const HttpRequest&) {
    HttpResponse out;
    out.status = status;
    out.body = body;
    return out;
  });
  REQUIRE(server);
  return std::move(*server);
}

Expected<BeaconValidators> ask(const std::vector<std::string>& urls,
                               std::uint64_t* single = nullptr) {
  std::string list;
  for (const std::string& url : urls) list += (list.empty() ? "" : ",") + url;
  BeaconNodes nodes(parse_nodes(list).value());
  const NetworkSnapshot snapshot = read_network_snapshot(apsis::test::small_snapshot).value();
  auto out = nodes.validators(snapshot_pubkeys(snapshot), 382);
  if (single != nullptr) *single = nodes.single_answers();
  return out;
}

ValidatorStatus status(std::uint64_t activation, std::uint64_t exit, std::uint64_t withdrawable,
                       bool slashed, std::uint64_t balance = 1) {
  BeaconValidator validator;
  validator.activation_epoch = activation;
  validator.exit_epoch = exit;
  validator.withdrawable_epoch = withdrawable;
  validator.balance_gwei = balance;
  return validator_status(validator, true, slashed, 10);
}

}  // namespace

TEST_CASE("a validator's status follows from its epochs, slashing and balance") {
  CHECK(status(far, far, far, false) == ValidatorStatus::pending_queued);
  CHECK(validator_status({}, false, false, 10) == ValidatorStatus::pending_initialized);
  CHECK(status(11, far, far, false) == ValidatorStatus::pending_queued);
  CHECK(status(10, far, far, false) == ValidatorStatus::active_ongoing);
  CHECK(status(1, 11, 20, false) == ValidatorStatus::active_exiting);
  CHECK(status(1, 11, 20, true) == ValidatorStatus::active_slashed);
  CHECK(status(1, 10, 20, false) == ValidatorStatus::exited_unslashed);
  CHECK(status(1, 10, 20, true) == ValidatorStatus::exited_slashed);
  CHECK(status(1, 5, 10, true) == ValidatorStatus::withdrawal_possible);
  CHECK(status(1, 5, 10, false, 0) == ValidatorStatus::withdrawal_done);
}

TEST_CASE("beacon nodes fill the beacon side of a snapshot") {
  const auto a = serve(200, answer()), b = serve(200, answer());
  const auto found = ask({a->url(), b->url()});
  REQUIRE_MESSAGE(found, (found ? "" : found.error().text()));
  NetworkSnapshot snapshot = read_network_snapshot(apsis::test::small_snapshot).value();
  place_beacon_side(snapshot, *found);
  CHECK(snapshot.nodes[0].minipools[0].beacon->balance_gwei == 32'000'000'007u);
  place_beacon_side(snapshot, {});
  CHECK(!snapshot.nodes[0].minipools[0].beacon);
}

TEST_CASE("two beacon nodes that differ are an error with both answers") {
  const auto a = serve(200, answer()), b = serve(200, answer("32000000008"));
  const auto found = ask({a->url(), b->url()});
  REQUIRE(!found);
  CHECK(found.error().kind == ErrorKind::mismatch);
  for (const std::string& part : {std::string("32000000007"), std::string("32000000008"), a->url(),
                                  b->url(), std::string("0x0303")})
    CHECK(contains(found.error().text(), part));
  const auto none = serve(200, R"({"data": []})");
  const auto missing = ask({a->url(), none->url()});
  REQUIRE(!missing);
  CHECK(contains(missing.error().text(), "not known"));
}

TEST_CASE("one beacon node that fails leaves the other, which is counted") {
  const auto a = serve(404, "{}"), b = serve(200, answer());
  std::uint64_t single = 0;
  CHECK(ask({a->url(), b->url()}, &single));
  CHECK(single == 1);
  const auto none = ask({a->url()});
  REQUIRE(!none);
  CHECK(none.error().kind == ErrorKind::unavailable);
  CHECK(contains(none.error().text(), "404"));
  const auto nobody = BeaconNodes({}).validators({}, 1);
  REQUIRE(!nobody);
  CHECK(contains(nobody.error().text(), "--beacon"));
}

TEST_CASE("a beacon node's answer of another form is refused with its place") {
  const auto complaint = [](const std::string& text) {
    const auto found = read_beacon_answer(text);
    return found ? "" : found.error().text();
  };
  CHECK(complaint(answer()).empty());
  CHECK(contains(complaint(answer("x")), "/data/0/balance"));
  CHECK(contains(complaint(answer("1", "sleeping")), "/data/0/status"));
  CHECK(contains(complaint("{}"), "/data"));
  CHECK(contains(complaint("<html>"), "not JSON"));
  CHECK(contains(complaint(replaced(answer(), "optimistic\": false", "optimistic\": true")),
                 "/execution_optimistic"));
  const std::string one = answer();
  const std::string twice = replaced(one, "}}]}", "}}," + one.substr(one.find("{\"index")));
  CHECK(contains(complaint(twice), "stands twice"));
  const auto server = serve(200, replaced(answer(), "0x0303", "0x0403"));
  const auto other = ask({server->url()});
  REQUIRE(!other);
  CHECK(contains(other.error().text(), "was not asked for"));
}
