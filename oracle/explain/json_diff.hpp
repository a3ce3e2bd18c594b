// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace apsis {

/// A field that two documents do not share; values as JSON, empty where the field is missing.
struct FieldDifference {
  std::string path;
  std::string a;
  std::string b;
};

/// All fields in which two JSON documents differ. Elements of lists that have an "address" or a
/// "pubkey" are matched by it and named by it, others by their place.
std::vector<FieldDifference> json_differences(const nlohmann::json& a, const nlohmann::json& b);

}  // namespace apsis
