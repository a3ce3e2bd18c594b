// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/chain/block_header.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <optional>
#include <string>

#include "oracle/chain/rpc_value.hpp"

namespace apsis {

namespace {

/// Reads fields and keeps the first thing that was wrong.
class FieldReader {
 public:
  FieldReader(simdjson::dom::element block, std::string_view place)
      : block_(block), place_(place) {}

  /// The field as `convert` takes it; a default value after something was wrong.
  template <class T>
  T read(std::string_view name, Expected<T> (*convert)(std::string_view, std::string_view)) {
    if (problem_) return T{};
    simdjson::dom::element field;
    const std::string where = fmt::format("{} {}", place_, name);
    if (block_.at_key(name).get(field) != simdjson::SUCCESS) {
      problem_ = fail(ErrorKind::decode, "the field is missing", where).error();
      return T{};
    }
    auto value = convert(simdjson::minify(field), where);
    if (value) return std::move(*value);
    problem_ = value.error();
    return T{};
  }
  const std::optional<Error>& problem() const { return problem_; }

 private:
  simdjson::dom::element block_;
  std::string_view place_;
  std::optional<Error> problem_;
};

}  // namespace

Expected<BlockHeader> parse_block_header(std::string_view json, std::string_view place) {
  simdjson::dom::parser parser;
  simdjson::dom::element block;
  if (parser.parse(json.data(), json.size()).get(block) != simdjson::SUCCESS || !block.is_object())
    return fail(ErrorKind::decode, "the answer is no block", std::string(place));
  FieldReader fields(block, place);
  BlockHeader out;
  out.number = fields.read("number", rpc_u64);
  out.hash = fields.read("hash", rpc_hash);
  out.parent_hash = fields.read("parentHash", rpc_hash);
  out.state_root = fields.read("stateRoot", rpc_hash);
  out.timestamp = fields.read("timestamp", rpc_u64);
  out.base_fee_wei = fields.read("baseFeePerGas", rpc_number);
  out.parent_beacon_block_root = fields.read("parentBeaconBlockRoot", rpc_hash);
  if (fields.problem()) return std::unexpected(*fields.problem());
  return out;
}

}  // namespace apsis
