// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <expected>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "core/net/http_client.hpp"

namespace apsis {

/// A failed try: why, and the words of whoever found out.
struct HttpProblem {
  HttpFailure failure;
  std::string detail;
};

/// A client's connection to one service: opened when needed, kept while both sides want it. Every
/// wait has a limit and ends when the program stops.
class HttpConnection {
 public:
  HttpConnection(const Url& url, const HttpClientLimits& limits, std::stop_token stop);
  ~HttpConnection();

  /// Sends one call and reads the whole answer; no retries, but for a kept connection that the
  /// other side had closed in the meantime.
  std::expected<HttpAnswer, HttpProblem> exchange(const HttpCall& call);
  /// Sends one call on a new connection and hands the body of a 200 to `sink` piece by piece, until
  /// the other side ends it or the sink gives false. `total` does not count here. Other answers are
  /// read whole.
  std::expected<HttpAnswer, HttpProblem> stream(const HttpCall& call, const HttpSink& sink);
  /// Closes the connection; the next call opens a new one.
  void close();

 private:
  using Clock = std::chrono::steady_clock;
  using Handler = std::function<void(const boost::beast::error_code&, std::size_t)>;
  using Started = std::function<void(Handler)>;

  boost::beast::error_code await(std::chrono::milliseconds limit, const Started& start,
                                 std::size_t* count = nullptr);
  std::expected<void, HttpProblem> open();
  std::expected<void, HttpProblem> resolve();
  std::expected<void, HttpProblem> start_tls();
  std::expected<HttpAnswer, HttpProblem> exchange_once(const HttpCall& call);
  std::expected<void, HttpProblem> send(const std::string& request, Clock::time_point deadline);
  std::expected<HttpAnswer, HttpProblem> receive(bool head_only, Clock::time_point deadline);
  std::expected<HttpAnswer, HttpProblem> receive_stream(const HttpSink& sink);
  std::chrono::milliseconds left(Clock::time_point deadline) const;
  HttpProblem explain(const boost::beast::error_code& error, HttpFailure otherwise) const;
  std::string request_text(const HttpCall& call) const;
  boost::beast::tcp_stream& lowest();

  const Url url_;
  const HttpClientLimits limits_;
  const std::stop_token stop_;
  boost::asio::io_context context_;
  boost::asio::ssl::context tls_context_;
  boost::asio::ip::tcp::resolver resolver_;
  boost::asio::ip::tcp::resolver::results_type endpoints_;
  std::optional<boost::beast::tcp_stream> plain_;
  std::optional<boost::beast::ssl_stream<boost::beast::tcp_stream>> tls_;
  boost::beast::flat_buffer buffer_;
  bool open_ = false;
};

}  // namespace apsis
