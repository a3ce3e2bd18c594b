// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/pg/connection.hpp"

namespace apsis {

/// Contents of one table in one number.
struct TableChecksum {
  std::string table;
  std::uint64_t rows;
  std::string md5;  ///< over the sorted MD5 sums of the rows' text forms
};

/// Checksums of every table, by name, from one snapshot. Two databases with the same rows give the
/// same, whatever the order and the way in which the rows came.
Expected<std::vector<TableChecksum>> table_checksums(Connection& connection);

}  // namespace apsis
