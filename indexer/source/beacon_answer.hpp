// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/error.hpp"
#include "core/net/http_message.hpp"

namespace apsis {

/// What to ask for when SSZ is wanted; a node that has none may answer JSON.
inline constexpr const char* accept_ssz = "application/octet-stream;q=1.0,application/json;q=0.9";

/// True for answers that say "not here": 204, 404, 410.
bool says_missing(const HttpAnswer& answer);

/// The error for an answer that is no 200: what the status means here and what to do. `where` names
/// the call.
Error status_error(const HttpAnswer& answer, const std::string& where);

/// Checks that an answer is a 200 whose body is SSZ; errors: see status_error, and unavailable for
/// JSON, text, an encoded or an empty body.
Expected<void> check_ssz(const HttpAnswer& answer, const std::string& where);

}  // namespace apsis
