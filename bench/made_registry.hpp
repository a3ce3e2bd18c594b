// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "bench/report.hpp"
#include "core/bytes.hpp"

namespace apsis {

/// The columns of a made-up registry, each serialized as the state's field of its name.
struct MadeRegistry {
  std::map<std::string, Bytes> fields;
  std::vector<std::size_t> active;  ///< ascending
};

/// A registry of `size` as it stands in `epoch`.
MadeRegistry make_registry(const std::vector<Bytes48>& pubkeys, const BenchSize& size,
                           std::uint64_t epoch);

/// Execution address of a made-up validator.
Bytes20 made_address(std::size_t validator);

}  // namespace apsis
