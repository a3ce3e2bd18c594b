// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/chain/chain_log.hpp"

#include <charconv>
#include <nlohmann/json.hpp>

#include "core/hex.hpp"

namespace apsis {

namespace {

using json = nlohmann::json;

constexpr std::size_t max_topics = 4;

/// Reads the fields of one log; the first problem is kept.
class LogReader {
 public:
  explicit LogReader(const json& log) : log_(log) {}

  template <std::size_t N>
  std::array<std::uint8_t, N> fixed(const json& value, const std::string& name) {
    if (value.is_string())
      if (const auto bytes = array_from_hex<N>(value.get_ref<const std::string&>())) return *bytes;
    problem(name + " is not " + std::to_string(N) + " bytes in hex");
    return {};
  }
  template <std::size_t N>
  std::array<std::uint8_t, N> fixed(const char* name) {
    return fixed<N>(field(name), name);
  }
  Bytes bytes(const char* name) {
    const json& value = field(name);
    if (value.is_string())
      if (auto out = from_hex(value.get_ref<const std::string&>())) return std::move(*out);
    problem(std::string(name) + " is not hex");
    return {};
  }
  std::uint64_t number(const char* name) {
    const json& value = field(name);
    const std::string text = value.is_string() ? value.get<std::string>() : "";
    std::uint64_t out = 0;
    const char* end = text.data() + text.size();
    if (text.starts_with("0x") && text.size() > 2) {
      const auto [stop, error] = std::from_chars(text.data() + 2, end, out, 16);
      if (error == std::errc() && stop == end) return out;
    }
    problem(std::string(name) + " is not a number in hex");
    return 0;
  }
  const json& field(const char* name) {
    static const json none;
    const auto found = log_.is_object() ? log_.find(name) : log_.end();
    return log_.is_object() && found != log_.end() ? *found : none;
  }
  void problem(std::string text) {
    if (problem_.empty()) problem_ = std::move(text);
  }
  const std::string& problem() const { return problem_; }

 private:
  const json& log_;
  std::string problem_;
};

Expected<ChainLog> log_of(const json& value) {
  LogReader reader(value);
  ChainLog out;
  out.contract = reader.fixed<20>("address");
  const json& topics = reader.field("topics");
  if (!topics.is_array() || topics.size() > max_topics)
    reader.problem("topics is not a list of at most 4");
  else
    for (const json& topic : topics) out.topics.push_back(reader.fixed<32>(topic, "topics"));
  out.data = reader.bytes("data");
  out.block = reader.number("blockNumber");
  out.block_hash = reader.fixed<32>("blockHash");
  out.transaction = reader.fixed<32>("transactionHash");
  out.index = reader.number("logIndex");
  if (reader.field("removed") == true) reader.problem("a reorganisation has taken it back");
  if (!reader.problem().empty()) return fail(ErrorKind::decode, reader.problem(), "log");
  return out;
}

/// A parsed text; what is no JSON is `discarded`. Nothing in a log nests deeper than a few levels.
json parse(const std::string& text) {
  const auto shallow = [](int depth, json::parse_event_t, json&) { return depth < 8; };
  return json::parse(text, shallow, false);
}

}  // namespace

Expected<ChainLog> read_log(const std::string& text) {
  return log_of(parse(text));
}

Expected<std::vector<ChainLog>> read_logs(const std::string& text) {
  const json list = parse(text);
  if (!list.is_array()) return fail(ErrorKind::decode, "answer is not a list", "eth_getLogs");
  if (list.size() > max_logs)
    return fail(ErrorKind::decode, std::to_string(list.size()) + " logs in one answer",
                "eth_getLogs", "ask for fewer blocks at once");
  std::vector<ChainLog> out;
  out.reserve(list.size());
  for (const json& value : list) {
    Expected<ChainLog> log = log_of(value);
    if (!log)
      return std::unexpected(within("eth_getLogs " + std::to_string(out.size()), log.error()));
    out.push_back(std::move(*log));
  }
  return out;
}

}  // namespace apsis
