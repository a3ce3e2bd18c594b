// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "core/pg/migrations.hpp"

namespace apsis {

/// Every step of the schema, oldest first: the numbered .sql files of this folder as they were when
/// the program was built.
std::span<const Migration> schema_migrations();

}  // namespace apsis
