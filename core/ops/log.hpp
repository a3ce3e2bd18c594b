// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "core/error.hpp"

namespace apsis {

/// Sets up spdlog's default logger, on stderr: lines for people ("human") or one JSON object a line
/// ("json", fields time, level, message). Level: trace, debug, info, warn, error or off. Whatever
/// is logged, credentials in it are redacted. Call once, before threads start; log with
/// spdlog::info and its kin.
Expected<void> start_log(std::string_view format, std::string_view level);

}  // namespace apsis
