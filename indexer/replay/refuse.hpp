// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/error.hpp"

namespace apsis {

/// A block, operation or state that the specs refuse: `function` is the spec's function whose
/// assertion fails.
inline std::unexpected<Error> refuse(const char* function, std::string what) {
  return fail(ErrorKind::invalid, std::move(what), function);
}

}  // namespace apsis
