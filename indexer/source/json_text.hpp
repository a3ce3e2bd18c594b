// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <simdjson.h>

#include <optional>
#include <string>
#include <string_view>

#include "core/error.hpp"

namespace apsis {

/// The "data" of an answer of the Beacon API; `parser` owns what it points to. Errors (decode) name
/// `where`.
Expected<simdjson::dom::element> json_data(simdjson::dom::parser& parser, std::string_view json,
                                           const std::string& where);

/// A value as text: strings as they are, everything else as JSON writes it.
std::string json_scalar(simdjson::dom::element value);

/// The field `name` of an object as text; nothing if there is none.
std::optional<std::string> json_text(simdjson::dom::element object, std::string_view name);

}  // namespace apsis
