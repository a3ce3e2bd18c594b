// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ops/option.hpp"

namespace apsis {

/// Commands and options of apsis-indexer.
const ProgramSpec& indexer_program();

}  // namespace apsis
