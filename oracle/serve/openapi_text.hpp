// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace apsis {

/// The OpenAPI 3 description of the interface: openapi.json beside this file.
std::string_view openapi_text();

}  // namespace apsis
