// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/execution_recording.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <functional>

namespace apsis {

namespace {

using Element = simdjson::dom::element;

/// Marks a file that cannot be read; caught in open.
struct BadFile {
  std::string what;
};

std::string text_at(Element object, const char* key) {
  std::string_view out;
  if (object.at_key(key).get(out) != simdjson::SUCCESS)
    throw BadFile{fmt::format("no text {}", key)};
  return lower_case(out);
}

std::string json_at(Element object, const char* key) {
  Element out;
  if (object.at_key(key).get(out) != simdjson::SUCCESS) return {};
  return simdjson::minify(out);
}

std::uint64_t hex_at(Element object, const char* key) {
  const std::string text = text_at(object, key);
  std::uint64_t out = 0;
  std::from_chars(text.data() + 2, text.data() + text.size(), out, 16);
  return out;
}

Element at(Element object, const char* key) {
  Element out;
  if (object.at_key(key).get(out) != simdjson::SUCCESS)
    throw BadFile{fmt::format("no field {}", key)};
  return out;
}

RecordedAnswer answer_in(Element object) {
  return {json_at(object, "result"), json_at(object, "error"), {}};
}

void each_line(const std::string& path, const std::function<void(Element)>& take) {
  simdjson::dom::parser parser;
  simdjson::dom::document_stream lines;
  constexpr std::size_t longest_line = 8 << 20;
  if (parser.load_many(path, longest_line).get(lines) != simdjson::SUCCESS)
    throw BadFile{path + ": cannot be read"};
  for (const auto& line : lines) {
    Element element;
    if (line.get(element) != simdjson::SUCCESS) throw BadFile{path + ": a line is not JSON"};
    take(element);
  }
}

RecordedState read_state(const std::string& folder, const std::string& name) {
  RecordedState out;
  out.name = name;
  each_line(folder + "calls-" + name + ".jsonl", [&](Element call) {
    out.calls.insert_or_assign(text_at(call, "to") + text_at(call, "data"), answer_in(call));
  });
  each_line(folder + "balances-" + name + ".jsonl", [&](Element account) {
    std::uint64_t nonce = 0;
    [[maybe_unused]] const auto none = account.at_key("nonce").get(nonce);
    out.accounts.insert_or_assign(text_at(account, "address"),
                                  RecordedAccount{text_at(account, "wei"), nonce});
  });
  each_line(folder + "storage-" + name + ".jsonl", [&](Element slot) {
    out.slots.insert_or_assign(text_at(slot, "address") + text_at(slot, "slot"),
                               json_at(slot, "value"));
  });
  return out;
}

void read_addresses(ExecutionRecording& out, const std::string& folder) {
  simdjson::dom::parser parser;
  Element all;
  if (parser.load(folder + "addresses.json").get(all) != simdjson::SUCCESS)
    throw BadFile{folder + "addresses.json: cannot be read"};
  if (all.at_key("chain_id").get(out.chain_id) != simdjson::SUCCESS ||
      all.at_key("beacon_genesis_time").get(out.genesis_time) != simdjson::SUCCESS)
    throw BadFile{folder + "addresses.json: no chain_id or beacon_genesis_time"};
  out.rocket_storage = text_at(all, "rocketStorage");
  const Element helpers = at(all, "helpers");
  out.multicall = text_at(helpers, "multicall2");
  out.balance_checker = text_at(helpers, "ethBalanceChecker");
  out.price_pool = text_at(helpers, "rplTwapPool");
  for (const auto [name, number] : simdjson::dom::object(at(all, "recorded_blocks"))) {
    out.states.emplace(std::uint64_t(number), read_state(folder, std::string(name)));
  }
}

void read_chain(ExecutionRecording& out, const std::string& folder) {
  each_line(folder + "headers.jsonl", [&](Element header) {
    out.headers.push_back({simdjson::minify(header), text_at(header, "hash"),
                           text_at(header, "parentHash"), hex_at(header, "timestamp"),
                           text_at(header, "baseFeePerGas")});
  });
  each_line(folder + "logs.jsonl", [&](Element log) {
    RecordedLog one{simdjson::minify(log), text_at(log, "address"), {}, hex_at(log, "blockNumber")};
    for (const Element topic : simdjson::dom::array(at(log, "topics")))
      one.topics.push_back(lower_case(std::string_view(topic)));
    out.logs.push_back(std::move(one));
  });
}

void read_transactions(ExecutionRecording& out, const std::string& folder) {
  each_line(folder + "txs.jsonl", [&](Element line) {
    const Element sent = at(line, "transaction");
    RecordedTransaction one;
    one.raw = text_at(line, "raw");
    one.hash = text_at(sent, "hash");
    one.from = text_at(sent, "from");
    one.to = text_at(sent, "to");
    one.input = text_at(sent, "input");
    one.nonce = hex_at(sent, "nonce");
    one.block = hex_at(sent, "blockNumber");
    one.estimate = json_at(line, "estimate_gas_before");
    one.transaction = json_at(line, "transaction");
    one.receipt = json_at(line, "receipt");
    out.transactions.push_back(std::move(one));
  });
  each_line(folder + "rpc-samples.jsonl", [&](Element line) {
    const Element request = at(line, "request");
    std::string_view method;
    [[maybe_unused]] const auto none = at(request, "method").get(method);
    RecordedAnswer answer = answer_in(at(line, "response"));
    answer.params = json_at(request, "params");
    out.samples.insert_or_assign(std::string(method) + " " + lower_case(answer.params),
                                 std::move(answer));
  });
}

}  // namespace

std::string lower_case(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

Expected<ExecutionRecording> ExecutionRecording::open(const std::string& directory) {
  ExecutionRecording out;
  const std::string folder = directory + "/";
  try {
    read_addresses(out, folder);
    read_chain(out, folder);
    read_transactions(out, folder);
  } catch (const BadFile& bad) {
    return fail(ErrorKind::usage, "not an unpacked recording of an execution node: " + bad.what,
                directory);
  } catch (const simdjson::simdjson_error& error) {
    return fail(ErrorKind::usage, fmt::format("not an unpacked recording: {}", error.what()),
                directory);
  }
  return out;
}

}  // namespace apsis
