// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <cstdlib>
#include <thread>

#include "core/net/http_client.hpp"
#include "tests/core/temporary_folder.hpp"

namespace apsis {
namespace {

namespace asio = boost::asio;

/// A key and a certificate of its own for "localhost", made by the openssl program.
struct OwnCertificate {
  OwnCertificate() {
    const std::string command =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
        "-subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout " +
        key() + " -out " + certificate() + " >/dev/null 2>&1";
    made = std::system(command.c_str()) == 0;
  }
  std::string key() const { return (folder / "key.pem").string(); }
  std::string certificate() const { return (folder / "cert.pem").string(); }

  TemporaryFolder folder;
  bool made = false;
};

/// Serves one answer over TLS to each of two connections; failed handshakes count too.
class TlsServer {
 public:
  explicit TlsServer(const OwnCertificate& own)
      : tls_(asio::ssl::context::tls_server),
        acceptor_(context_, {asio::ip::make_address("127.0.0.1"), 0}) {
    tls_.use_certificate_chain_file(own.certificate());
    tls_.use_private_key_file(own.key(), asio::ssl::context::pem);
    thread_ = std::thread([this] {
      serve();
      serve();
    });
  }
  ~TlsServer() { thread_.join(); }
  std::string port() const { return std::to_string(acceptor_.local_endpoint().port()); }

 private:
  void serve() {
    boost::system::error_code error;
    asio::ssl::stream<asio::ip::tcp::socket> stream(acceptor_.accept(), tls_);
    stream.handshake(asio::ssl::stream_base::server, error);
    if (error) return;
    std::string request;
    asio::read_until(stream, asio::dynamic_buffer(request), "\r\n\r\n", error);
    asio::write(stream, asio::buffer(std::string("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")),
                error);
    stream.shutdown(error);
  }

  asio::io_context context_;
  asio::ssl::context tls_;
  asio::ip::tcp::acceptor acceptor_;
  std::thread thread_;
};

}  // namespace

TEST_CASE("http client: TLS answers when the certificate is trusted, and only then") {
  const OwnCertificate own;
  if (!own.made) {
    MESSAGE("skipped: the openssl program is not installed");
    return;
  }
  TlsServer server(own);
  HttpClientLimits limits;
  limits.tries = 1;
  HttpClient stranger(*parse_url("https://localhost:" + server.port()), limits);
  const auto refused = stranger.get("/");
  REQUIRE(!refused);
  CHECK(stranger.last_failure() == HttpFailure::tls);
  CHECK(refused.error().text().find("certificate") != std::string::npos);
  limits.ca_file = own.certificate();
  HttpClient friendly(*parse_url("https://localhost:" + server.port()), limits);
  const auto answer = friendly.get("/");
  REQUIRE(answer.has_value());
  CHECK(answer->text() == "ok");
}

}  // namespace apsis
