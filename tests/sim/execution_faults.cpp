// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/execution_faults.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>

namespace apsis {

namespace {

/// A time that no client waits for.
constexpr std::chrono::hours silence{1};
/// A piece of a body that has no end, and how many come at most (16 GiB).
constexpr std::size_t giant_piece = 1 << 20;
constexpr int giant_pieces = 16'384;

std::optional<std::uint64_t> number_of(std::string_view text) {
  std::uint64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return out;
}

bool is_status(std::string_view name) {
  return name.size() == 3 && number_of(name).has_value();
}

std::unexpected<Error> refuse(std::string_view text) {
  return fail(ErrorKind::usage, "no such fault", std::string(text),
              "lag=N, chain=ID, pruned=BLOCK, reorg=BLOCK, logs=N, wrong=0xCALLDATA, answer=A:C:R, "
              "syncing, or STATUS, "
              "cut, stall, drop, giant with xTIMES and @METHOD");
}

void send_without_end(HttpStream& stream) {
  const std::string piece(giant_piece, ' ');
  for (int i = 0; i < giant_pieces && stream.write(piece); ++i) {
  }
}

}  // namespace

Expected<void> ExecutionFaults::add(std::string_view text) {
  const std::lock_guard lock(mutex_);
  if (text == "syncing") {
    belief_.syncing = true;
    return {};
  }
  if (text.starts_with("answer=")) return add_answer(text);
  if (const std::size_t equals = text.find('='); equals != std::string_view::npos) {
    const std::string_view name = text.substr(0, equals);
    const std::string_view value = text.substr(equals + 1);
    const auto number = number_of(value);
    if (name == "wrong" && value.starts_with("0x")) {
      belief_.wrong_call = value;
    } else if (name == "lag" && number) {
      belief_.lag_blocks = *number;
    } else if (name == "chain" && number) {
      belief_.chain_id = *number;
    } else if (name == "pruned" && number) {
      belief_.pruned_below = *number;
    } else if (name == "logs" && number) {
      belief_.most_logs = *number;
    } else if (name == "reorg" && number) {
      belief_.reorged_from = *number;
    } else {
      return refuse(text);
    }
    return {};
  }
  Passing out;
  const std::string_view place = text.substr(std::min(text.find('@'), text.size()));
  std::string_view name = text.substr(0, text.size() - place.size());
  if (!place.empty()) out.method = place.substr(1);
  if (const std::size_t times = name.rfind('x'); times != std::string_view::npos) {
    const auto count = number_of(name.substr(times + 1));
    if (!count) return refuse(text);
    out.times = *count;
    name = name.substr(0, times);
  }
  constexpr std::string_view names[] = {"cut", "stall", "drop", "giant"};
  if (!is_status(name) && std::ranges::find(names, name) == std::end(names)) return refuse(text);
  out.name = name;
  passing_.push_back(std::move(out));
  return {};
}

Expected<void> ExecutionFaults::add_answer(std::string_view text) {
  const std::size_t first = text.find(':');
  const std::size_t last = text.rfind(':');
  if (first == std::string_view::npos || first == last) return refuse(text);
  std::string question(text.substr(7, first - 7));
  question += text.substr(first + 1, last - first - 1);
  belief_.answers[question] = "\"" + std::string(text.substr(last + 1)) + "\"";
  return {};
}

void ExecutionFaults::clear() {
  const std::lock_guard lock(mutex_);
  belief_ = {};
  passing_.clear();
}

WrongBelief ExecutionFaults::belief() const {
  const std::lock_guard lock(mutex_);
  return belief_;
}

void ExecutionFaults::spoil(const std::string& body, HttpResponse& response) {
  const std::lock_guard lock(mutex_);
  const auto found = std::ranges::find_if(passing_, [&](const Passing& fault) {
    return fault.times > 0 &&
           (fault.method.empty() || body.find("\"" + fault.method + "\"") != std::string::npos);
  });
  if (found == passing_.end()) return;
  if (found->times != ~std::size_t{0}) --found->times;
  if (is_status(found->name)) {
    response.status = static_cast<int>(*number_of(found->name));
    response.body = R"({"jsonrpc":"2.0","id":null,"error":{"code":-32005,"message":"no time"}})";
  } else if (found->name == "cut") {
    response.fault.cut_body = response.body.size() / 2;
  } else if (found->name == "stall") {
    response.fault.stall = silence;
  } else if (found->name == "drop") {
    response.fault.drop = true;
  } else {
    response.stream = send_without_end;
  }
}

}  // namespace apsis
