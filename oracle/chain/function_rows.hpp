// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace apsis {

/// A contract's function as its source declares it.
struct FunctionRow {
  std::string_view contract;
  std::string_view signature;  ///< name and types of the inputs
  std::string_view outputs;    ///< types
};

/// The functions that Apsis calls, by what they are about: the network: votes, prices, rewards,
/// tokens, and the helpers to ask many at once;
std::span<const FunctionRow> network_function_rows();
/// nodes, minipools and megapools;
std::span<const FunctionRow> pool_function_rows();
/// the oracle DAO, the protocol DAO and their settings.
std::span<const FunctionRow> dao_function_rows();

}  // namespace apsis
