// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/source/json_text.hpp"

namespace apsis {

Expected<simdjson::dom::element> json_data(simdjson::dom::parser& parser, std::string_view json,
                                           const std::string& where) {
  simdjson::dom::element root;
  if (const auto error = parser.parse(json.data(), json.size()).get(root)) {
    return fail(ErrorKind::decode, std::string("is not JSON: ") + simdjson::error_message(error),
                where, "Check that it is complete");
  }
  simdjson::dom::element data;
  if (root["data"].get(data)) {
    return fail(ErrorKind::decode, "has no \"data\"", where,
                "It must be an answer of the Beacon API");
  }
  return data;
}

std::string json_scalar(simdjson::dom::element value) {
  std::string_view text;
  if (!value.get(text)) return std::string(text);
  return simdjson::minify(value);
}

std::optional<std::string> json_text(simdjson::dom::element object, std::string_view name) {
  simdjson::dom::element value;
  if (object[name].get(value)) return std::nullopt;
  return json_scalar(value);
}

}  // namespace apsis
