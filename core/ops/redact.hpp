// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace apsis {

/// The text with every credential hidden: the user and password of URLs, the values of query
/// fields and libpq words that hold secrets (password, key, token, secret), as `***`.
std::string redact(std::string_view text);

}  // namespace apsis
