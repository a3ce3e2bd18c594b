// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ops/option.hpp"

namespace apsis {

/// Commands and options of apsis-oracle.
const ProgramSpec& oracle_program();

}  // namespace apsis
