// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/net/http_connection.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/vector_body.hpp>

namespace apsis {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using beast::error_code;

/// Bytes that one read may take from the socket.
constexpr std::size_t read_piece_bytes = 512 << 10;
/// Bytes of a stream that are handed on at once.
constexpr std::size_t stream_piece_bytes = 16 << 10;

std::unexpected<HttpProblem> problem(HttpFailure failure, std::string detail) {
  return std::unexpected(HttpProblem{failure, std::move(detail)});
}

std::string base64(const std::string& text) {
  std::string out(4 * ((text.size() + 2) / 3) + 1, '\0');
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                   reinterpret_cast<const unsigned char*>(text.data()),
                                   static_cast<int>(text.size()));
  out.resize(static_cast<std::size_t>(size));
  return out;
}

bool is_http_error(const error_code& error) {
  return error.category() == http::make_error_code(http::error::bad_method).category();
}

HttpFailure failure_of(const error_code& error, HttpFailure otherwise) {
  if (error == beast::error::timeout) return HttpFailure::time_out;
  if (error == http::error::partial_message) return HttpFailure::truncated;
  if (error == http::error::end_of_stream) return HttpFailure::closed;
  if (error == http::error::header_limit || error == http::error::body_limit ||
      error == http::error::buffer_overflow) {
    return HttpFailure::too_large;
  }
  return is_http_error(error) ? HttpFailure::malformed : otherwise;
}

}  // namespace

HttpConnection::HttpConnection(const Url& url, const HttpClientLimits& limits, std::stop_token stop)
    : url_(url),
      limits_(limits),
      stop_(std::move(stop)),
      tls_context_(asio::ssl::context::tls_client),
      resolver_(context_) {}

HttpConnection::~HttpConnection() {
  close();
}

beast::tcp_stream& HttpConnection::lowest() {
  return tls_ ? beast::get_lowest_layer(*tls_) : *plain_;
}

void HttpConnection::close() {
  open_ = false;
  buffer_.clear();
  if (plain_ || tls_) lowest().close();
}

std::chrono::milliseconds HttpConnection::left(Clock::time_point deadline) const {
  const auto rest = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
  return std::clamp(rest, std::chrono::milliseconds(1), limits_.idle);
}

HttpProblem HttpConnection::explain(const error_code& error, HttpFailure otherwise) const {
  if (stop_.stop_requested()) return {HttpFailure::stopped, "the program is shutting down"};
  return {failure_of(error, otherwise), error.message()};
}

error_code HttpConnection::await(std::chrono::milliseconds limit, const Started& start,
                                 std::size_t* count) {
  if (stop_.stop_requested()) return asio::error::operation_aborted;
  error_code result;
  lowest().expires_after(limit);
  context_.restart();
  start([&](const error_code& error, std::size_t bytes) {
    result = error;
    if (count != nullptr) *count = bytes;
  });
  const std::stop_callback on_stop(stop_,
                                   [this] { asio::post(context_, [this] { lowest().close(); }); });
  context_.run();
  return result;
}

std::expected<void, HttpProblem> HttpConnection::resolve() {
  error_code result;
  bool done = false;
  context_.restart();
  resolver_.async_resolve(url_.host, std::to_string(url_.port),
                          [&](const error_code& error, const auto& found) {
                            result = error;
                            endpoints_ = found;
                            done = true;
                          });
  const std::stop_callback on_stop(
      stop_, [this] { asio::post(context_, [this] { resolver_.cancel(); }); });
  context_.run_for(limits_.connect);
  if (!done) {
    resolver_.cancel();
    context_.run();
    return problem(HttpFailure::time_out, "the host's name was not found in time");
  }
  if (result) return std::unexpected(explain(result, HttpFailure::resolve));
  return {};
}

std::expected<void, HttpProblem> HttpConnection::open() {
  close();
  if (const auto found = resolve(); !found) return found;
  plain_.reset();
  tls_.reset();
  if (url_.tls) {
    tls_.emplace(context_, tls_context_);
  } else {
    plain_.emplace(context_);
  }
  const error_code error = await(limits_.connect, [this](Handler handler) {
    lowest().async_connect(
        endpoints_, [handler](const error_code& result, const auto&) { handler(result, 0); });
  });
  if (error) return std::unexpected(explain(error, HttpFailure::connect));
  error_code ignored;
  lowest().socket().set_option(asio::ip::tcp::no_delay(true), ignored);
  if (url_.tls) {
    if (const auto done = start_tls(); !done) return done;
  }
  open_ = true;
  return {};
}

std::expected<void, HttpProblem> HttpConnection::start_tls() {
  error_code error;
  tls_context_.set_default_verify_paths(error);
  if (!error && !limits_.ca_file.empty()) tls_context_.load_verify_file(limits_.ca_file, error);
  if (error) return problem(HttpFailure::tls, "certificates: " + error.message());
  // The stream was made before the certificates were loaded; both share the context's store.
  tls_->set_verify_mode(asio::ssl::verify_peer, error);
  if (!error) tls_->set_verify_callback(asio::ssl::host_name_verification(url_.host), error);
  if (error || SSL_set_tlsext_host_name(tls_->native_handle(), url_.host.c_str()) != 1) {
    return problem(HttpFailure::tls, "cannot prepare TLS");
  }
  error = await(limits_.connect, [this](Handler handler) {
    tls_->async_handshake(asio::ssl::stream_base::client,
                          [handler](const error_code& result) { handler(result, 0); });
  });
  if (error) return std::unexpected(explain(error, HttpFailure::tls));
  return {};
}

std::string HttpConnection::request_text(const HttpCall& call) const {
  std::string out = fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: apsis\r\n", call.method,
                                url_.join(call.target), url_.host_header());
  if (!find_header(call.headers, "Accept")) out += "Accept: */*\r\n";
  if (!url_.user.empty() || !url_.password.empty()) {
    out += fmt::format("Authorization: Basic {}\r\n", base64(url_.user + ":" + url_.password));
  }
  for (const auto& [name, value] : call.headers) out += fmt::format("{}: {}\r\n", name, value);
  if (!call.body.empty() || call.method == "POST") {
    out += fmt::format("Content-Length: {}\r\n", call.body.size());
  }
  return out + "\r\n" + call.body;
}

std::expected<HttpAnswer, HttpProblem> HttpConnection::exchange(const HttpCall& call) {
  const bool was_open = open_;
  auto answer = exchange_once(call);
  if (!answer && was_open && call.idempotent && answer.error().failure == HttpFailure::closed) {
    answer = exchange_once(call);
  }
  return answer;
}

std::expected<HttpAnswer, HttpProblem> HttpConnection::exchange_once(const HttpCall& call) {
  if (!open_) {
    if (const auto opened = open(); !opened) {
      close();
      return std::unexpected(opened.error());
    }
  }
  const Clock::time_point deadline = Clock::now() + limits_.total;
  std::expected<HttpAnswer, HttpProblem> answer;
  if (const auto sent = send(request_text(call), deadline); sent) {
    answer = receive(call.method == "HEAD", deadline);
  } else {
    answer = std::unexpected(sent.error());
  }
  if (!answer) close();
  return answer;
}

std::expected<void, HttpProblem> HttpConnection::send(const std::string& request,
                                                      Clock::time_point deadline) {
  const error_code error = await(left(deadline), [&](Handler handler) {
    const auto bytes = asio::buffer(request);
    tls_ ? asio::async_write(*tls_, bytes, handler) : asio::async_write(*plain_, bytes, handler);
  });
  if (error) return std::unexpected(explain(error, HttpFailure::closed));
  return {};
}

std::expected<HttpAnswer, HttpProblem> HttpConnection::receive(bool head_only,
                                                               Clock::time_point deadline) {
  http::response_parser<http::vector_body<std::uint8_t>> parser;
  parser.header_limit(limits_.header_bytes);
  parser.body_limit(limits_.body_bytes);
  parser.skip(head_only);
  buffer_.max_size(limits_.header_bytes + read_piece_bytes);
  const auto read = [&](Handler handler) {
    tls_ ? http::async_read_some(*tls_, buffer_, parser, handler)
         : http::async_read_some(*plain_, buffer_, parser, handler);
  };
  parser.eager(true);
  while (!parser.is_done()) {
    if (Clock::now() >= deadline) {
      return problem(HttpFailure::time_out, "the whole answer took too long");
    }
    const error_code error = await(left(deadline), read);
    if (error) {
      const bool begun = parser.got_some();
      return std::unexpected(explain(error, begun ? HttpFailure::truncated : HttpFailure::closed));
    }
  }
  auto& message = parser.get();
  HttpAnswer out;
  out.status = static_cast<int>(message.result_int());
  for (const auto& field : message) {
    out.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
  }
  out.body = std::move(message.body());
  if (!message.keep_alive() || buffer_.size() > 0) close();
  return out;
}

std::expected<HttpAnswer, HttpProblem> HttpConnection::stream(const HttpCall& call,
                                                              const HttpSink& sink) {
  if (const auto opened = open(); !opened) {
    close();
    return std::unexpected(opened.error());
  }
  std::expected<HttpAnswer, HttpProblem> answer;
  if (const auto sent = send(request_text(call), Clock::now() + limits_.idle); sent) {
    answer = receive_stream(sink);
  } else {
    answer = std::unexpected(sent.error());
  }
  close();
  return answer;
}

std::expected<HttpAnswer, HttpProblem> HttpConnection::receive_stream(const HttpSink& sink) {
  http::response_parser<http::buffer_body> parser;
  parser.header_limit(limits_.header_bytes);
  parser.body_limit(boost::none);
  buffer_.max_size(limits_.header_bytes + stream_piece_bytes);
  error_code error = await(limits_.idle, [&](Handler handler) {
    tls_ ? http::async_read_header(*tls_, buffer_, parser, handler)
         : http::async_read_header(*plain_, buffer_, parser, handler);
  });
  if (error) return std::unexpected(explain(error, HttpFailure::closed));
  auto& message = parser.get();
  HttpAnswer out;
  out.status = static_cast<int>(message.result_int());
  for (const auto& field : message) {
    out.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
  }
  std::vector<char> piece(stream_piece_bytes);
  while (!parser.is_done()) {
    message.body().data = piece.data();
    message.body().size = piece.size();
    message.body().more = true;
    error = await(limits_.idle, [&](Handler handler) {
      tls_ ? http::async_read_some(*tls_, buffer_, parser, handler)
           : http::async_read_some(*plain_, buffer_, parser, handler);
    });
    if (error && error != http::error::need_buffer) {
      return std::unexpected(explain(error, HttpFailure::truncated));
    }
    const std::string_view got(piece.data(), piece.size() - message.body().size);
    if (out.status == 200) {
      if (!got.empty() && !sink(got)) return out;
    } else if (out.body.size() + got.size() <= stream_piece_bytes) {
      out.body.insert(out.body.end(), got.begin(), got.end());
    } else {
      return out;
    }
  }
  return out;
}

}  // namespace apsis
