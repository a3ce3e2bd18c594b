// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <cstdint>
#include <string>

namespace apsis {

/// A client that sends any bytes, so that tests can break the rules of HTTP.
class RawSocket {
 public:
  explicit RawSocket(std::uint16_t port) : socket_(context_) {
    socket_.connect({boost::asio::ip::make_address("127.0.0.1"), port});
  }

  void send(const std::string& bytes) {
    boost::asio::write(socket_, boost::asio::buffer(bytes), ignored_);
  }

  /// What comes until the other side closes.
  std::string receive_all() {
    std::string out;
    boost::asio::read(socket_, boost::asio::dynamic_buffer(out), ignored_);
    return out;
  }

  /// What comes up to and with `mark`.
  std::string receive_until(const std::string& mark) {
    std::string out;
    char byte = 0;
    while (!out.ends_with(mark) &&
           boost::asio::read(socket_, boost::asio::buffer(&byte, 1), ignored_) == 1) {
      out.push_back(byte);
    }
    return out;
  }

 private:
  boost::asio::io_context context_;
  boost::asio::ip::tcp::socket socket_;
  boost::system::error_code ignored_;
};

}  // namespace apsis
