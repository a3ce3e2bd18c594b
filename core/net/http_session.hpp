// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "core/net/http_server.hpp"

namespace apsis {

/// One connection of a server: reads requests and writes answers on a thread of its own.
class HttpSession final : public HttpStream {
 public:
  /// `handler` and `limits` outlive the session.
  HttpSession(const HttpHandler& handler, const HttpServerLimits& limits);
  ~HttpSession() override;

  /// What an acceptor fills before `run`.
  boost::asio::ip::tcp::socket& socket() { return stream_.socket(); }
  /// Context that the socket belongs to.
  boost::asio::io_context& context() { return context_; }
  /// Starts the thread.
  void run();
  /// Ends the connection from any thread; the thread ends soon after.
  void stop();
  /// True when the thread has nothing left to do.
  bool done() const { return done_; }

  bool write(std::string_view part) override;
  bool wait(std::chrono::milliseconds time) override;

 private:
  void serve();
  bool serve_one();
  bool send(const HttpResponse& response, bool head_only, bool keep_alive);
  bool send_body(const HttpResponse& response);
  bool send_bytes(std::string_view bytes);
  bool refuse(int status);
  void close();

  const HttpHandler& handler_;
  const HttpServerLimits& limits_;
  boost::asio::io_context context_;
  boost::beast::tcp_stream stream_;
  boost::beast::flat_buffer buffer_;
  std::string peer_;
  std::thread thread_;
  std::mutex mutex_;
  std::condition_variable stopped_;
  std::atomic<bool> stopping_ = false;
  std::atomic<bool> done_ = false;
};

}  // namespace apsis
