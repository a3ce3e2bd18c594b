// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/net/http_session.hpp"

#include <fmt/format.h>

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <exception>

namespace apsis {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

/// Bytes that one write hands to the socket, so that the send limit counts progress.
constexpr std::size_t write_piece_bytes = 256 << 10;

HttpRequest to_request(const http::request<http::string_body>& message) {
  HttpRequest out;
  out.method = std::string(message.method_string());
  out.target = std::string(message.target());
  for (const auto& field : message) {
    out.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
  }
  out.body = message.body();
  return out;
}

/// A header value must not start a line of its own.
void append_header(std::string& head, std::string_view name, std::string_view value) {
  head.append(name).append(": ");
  for (const char c : value) head.push_back(c == '\r' || c == '\n' ? ' ' : c);
  head.append("\r\n");
}

bool is_parse_error(const beast::error_code& error) {
  return error.category() == http::make_error_code(http::error::bad_method).category();
}

int refusal_status(const beast::error_code& error) {
  if (error == http::error::header_limit || error == http::error::buffer_overflow) return 431;
  if (error == http::error::body_limit) return 413;
  return 400;
}

/// An answer of the server itself; `message` needs no escapes.
HttpResponse refusal(int status, std::string_view message) {
  HttpResponse out;
  out.status = status;
  out.headers = {{"Content-Type", "application/json"}};
  out.body = fmt::format(R"({{"error":{{"status":{},"message":"{}"}}}})", status, message);
  return out;
}

}  // namespace

HttpSession::HttpSession(const HttpHandler& handler, const HttpServerLimits& limits)
    : handler_(handler), limits_(limits), stream_(context_), buffer_(limits.header_bytes * 2) {}

HttpSession::~HttpSession() {
  stop();
  if (thread_.joinable()) thread_.join();
}

void HttpSession::run() {
  thread_ = std::thread([this] {
    serve();
    done_ = true;  // first, so that whoever sees the connection end finds the place free
    close();
  });
}

void HttpSession::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stopped_.notify_all();
  // Runs on the session's own thread, now or at its next wait for the socket.
  asio::post(context_, [this] { close(); });
}

void HttpSession::close() {
  beast::error_code ignored;
  stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
  stream_.socket().close(ignored);
}

void HttpSession::serve() {
  beast::error_code ignored;
  stream_.socket().set_option(asio::ip::tcp::no_delay(true), ignored);
  peer_ = stream_.socket().remote_endpoint(ignored).address().to_string();
  for (std::size_t i = 0; i < limits_.requests && !stopping_; ++i) {
    if (!serve_one()) return;
  }
}

bool HttpSession::serve_one() {
  http::request_parser<http::string_body> parser;
  parser.header_limit(limits_.header_bytes);
  parser.body_limit(limits_.body_bytes);
  beast::error_code error;
  stream_.expires_after(limits_.idle);
  http::async_read(stream_, buffer_, parser,
                   [&error](const beast::error_code& result, std::size_t) { error = result; });
  context_.restart();
  context_.run();
  if (stopping_ || error == http::error::end_of_stream || error == beast::error::timeout) {
    return false;
  }
  if (error) return is_parse_error(error) && refuse(refusal_status(error));
  HttpRequest request = to_request(parser.get());
  request.peer = peer_;
  HttpResponse response;
  try {
    response = handler_(request);
  } catch (const std::exception& problem) {
    response = refusal(500, "internal error");
  }
  return send(response, request.method == "HEAD", parser.get().keep_alive());
}

bool HttpSession::refuse(int status) {
  send(refusal(status, reason_phrase(status)), false, false);
  return false;
}

bool HttpSession::send(const HttpResponse& response, bool head_only, bool keep_alive) {
  if (response.fault.stall.count() > 0 && !wait(response.fault.stall)) return false;
  if (response.fault.drop) return false;
  std::string head =
      fmt::format("HTTP/1.1 {} {}\r\n", response.status, reason_phrase(response.status));
  for (const auto& [name, value] : response.headers) append_header(head, name, value);
  // Such answers have no body, and their headers must not speak of one.
  const bool bodiless = response.status == 204 || response.status == 304;
  if (!bodiless && !find_header(response.headers, "Content-Type")) {
    append_header(head, "Content-Type", "text/plain; charset=utf-8");
  }
  if (bodiless) {
    head_only = true;
  } else if (response.stream) {
    append_header(head, "Transfer-Encoding", "chunked");
  } else {
    append_header(head, "Content-Length", std::to_string(response.body.size()));
  }
  append_header(head, "Connection", keep_alive ? "keep-alive" : "close");
  head.append("\r\n");
  if (!send_bytes(head)) return false;
  if (head_only) return keep_alive;
  if (!response.stream) return send_body(response) && keep_alive;
  response.stream(*this);
  return !stopping_ && send_bytes("0\r\n\r\n") && keep_alive;
}

bool HttpSession::send_body(const HttpResponse& response) {
  const HttpFault& fault = response.fault;
  std::string_view rest = response.body;
  if (fault.cut_body) rest = rest.substr(0, *fault.cut_body);
  const std::size_t piece_bytes = fault.drip_bytes > 0 ? fault.drip_bytes : write_piece_bytes;
  while (!rest.empty()) {
    const std::string_view piece = rest.substr(0, piece_bytes);
    if (!send_bytes(piece)) return false;
    rest.remove_prefix(piece.size());
    if (fault.drip.count() > 0 && !rest.empty() && !wait(fault.drip)) return false;
  }
  return !fault.cut_body;
}

bool HttpSession::send_bytes(std::string_view bytes) {
  if (stopping_) return false;
  beast::error_code error;
  stream_.expires_after(limits_.send);
  asio::async_write(stream_, asio::buffer(bytes.data(), bytes.size()),
                    [&error](const beast::error_code& result, std::size_t) { error = result; });
  context_.restart();
  context_.run();
  return !error && !stopping_;
}

bool HttpSession::write(std::string_view part) {
  if (part.empty()) return !stopping_;
  return send_bytes(fmt::format("{:x}\r\n{}\r\n", part.size(), part));
}

bool HttpSession::wait(std::chrono::milliseconds time) {
  std::unique_lock lock(mutex_);
  stopped_.wait_for(lock, time, [this] { return stopping_.load(); });
  return !stopping_;
}

}  // namespace apsis
