// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <mutex>
#include <thread>

#include "core/check.hpp"
#include "core/net/url.hpp"
#include "indexer/source/beacon_api.hpp"
#include "tests/fuzz/fuzz_target.hpp"

namespace apsis {
namespace {

using std::chrono::milliseconds;

/// Says the same bytes to everyone who connects, whatever they ask.
class RawServer {
 public:
  RawServer() : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    CHECK(bind(socket_, generic, size) == 0 && listen(socket_, 16) == 0);
    CHECK(getsockname(socket_, generic, &size) == 0);
    port_ = ntohs(address.sin_port);
    std::thread([this] { serve(); }).detach();  // lives as long as the process
  }

  void say(ByteSpan answer) {
    const std::lock_guard lock(mutex_);
    answer_.assign(answer.begin(), answer.end());
  }
  std::uint16_t port() const { return port_; }

 private:
  void serve() {
    for (;;) {
      const int client = accept(socket_, nullptr, nullptr);
      if (client < 0) continue;
      char request[4096];
      if (recv(client, request, sizeof request, 0) > 0) {
        const std::lock_guard lock(mutex_);
        if (send(client, answer_.data(), answer_.size(), MSG_NOSIGNAL) < 0) answer_.clear();
      }
      shutdown(client, SHUT_WR);
      while (recv(client, request, sizeof request, 0) > 0) {
      }
      close(client);
    }
  }

  int socket_;
  std::uint16_t port_ = 0;
  std::mutex mutex_;
  Bytes answer_;
};

Bytes seed(std::uint8_t call, const std::string& headers, const std::string& body) {
  const std::string text = "HTTP/1.1 " + headers +
                           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  return chosen_seed(call, Bytes(text.begin(), text.end()));
}

ChainSpec small_spec() {
  return {{{"SLOTS_PER_EPOCH", "8"}, {"ALTAIR_FORK_EPOCH", "0"}, {"DENEB_FORK_EPOCH", "0"}}, {}};
}

}  // namespace

const char* const target_name = "http";

std::vector<Bytes> target_seeds() {
  const std::string json = "200 OK\r\nContent-Type: application/json";
  const std::string ssz =
      "200 OK\r\nContent-Type: application/octet-stream\r\nEth-Consensus-Version: deneb";
  const std::string root = "\"0x" + std::string(64, 'a') + "\"";
  std::string block(400, '\0');
  block[0] = 100;
  block[100] = 5;
  std::string chunked = "200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: application/json";
  return {
      seed(
          0, json,
          R"({"data":{"SLOTS_PER_EPOCH":"8","BLOB_SCHEDULE":[{"EPOCH":"1","MAX_BLOBS_PER_BLOCK":"9"}]}})"),
      seed(1, json,
           R"({"data":{"genesis_time":"17","genesis_validators_root":)" + root +
               R"(,"genesis_fork_version":"0x10000000"}})"),
      seed(1, json, R"({"data":{"root":)" + root + "}}"),
      seed(2, ssz, block),
      seed(2, "404 Not Found\r\nContent-Type: application/json", R"({"code":404,"message":"no"})"),
      seed(3, ssz, std::string(3000, '\0')),
      seed(4, json,
           R"({"data":{"root":)" + root +
               R"(,"canonical":true,"header":{"message":{"slot":"5","parent_root":)" + root +
               R"(,"state_root":)" + root + "}}}}"),
      seed(5, json, R"({"data":{"finalized":{"epoch":"3","root":)" + root + "}}}"),
      seed(0, chunked, "5\r\n{\"a\":\r\n0\r\n\r\n"),
      seed(0, "503 Service Unavailable", "later")};
}

void run_target(ByteSpan input) {
  if (input.empty()) return;
  static RawServer server;
  server.say(input.subspan(1));
  const auto url = parse_url("http://127.0.0.1:" + std::to_string(server.port()));
  CHECK(url.has_value());
  HttpClientLimits limits;
  limits.idle = limits.total = milliseconds(300);
  limits.body_bytes = 1 << 20;
  limits.tries = 1;
  if (input[0] % 6 == 0) {
    HttpClient client(*url, limits);
    (void)read_node_identity(client);
    return;
  }
  const NoteSink quiet = [](const std::string&) {};
  NodeRoster roster({*url}, quiet);
  roster.check(0, {small_spec(), {}});
  BeaconApi api(NodePool(roster, limits, {}), quiet);
  switch (input[0] % 6) {
    case 1:
      (void)api.block_root("5");
      return;
    case 2:
      (void)api.block(Slot(5), small_spec());
      return;
    case 3:
      (void)api.state("finalized", small_spec());
      return;
    case 4:
      (void)api.header("5");
      return;
    default:
      (void)api.finality();
  }
}

}  // namespace apsis
