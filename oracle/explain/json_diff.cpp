// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/explain/json_diff.hpp"

#include <map>
#include <nlohmann/json.hpp>
#include <set>

namespace apsis {

namespace {

using nlohmann::json;

/// Children by the name that they are matched by.
using Children = std::map<std::string, const json*>;

std::string name_of(const json& element, std::size_t place) {
  for (const char* key : {"address", "pubkey"})
    if (element.is_object() && element.contains(key) && element.at(key).is_string())
      return element.at(key).get<std::string>();
  return std::to_string(place);
}

Children children_of(const json& value) {
  Children out;
  if (value.is_object())
    for (const auto& [key, child] : value.items()) out[key] = &child;
  if (value.is_array())
    for (std::size_t i = 0; i < value.size(); ++i) {
      // A key may be listed twice: the second is told by its place as well.
      const std::string name = name_of(value[i], i);
      out[out.contains(name) ? name + "#" + std::to_string(i) : name] = &value[i];
    }
  return out;
}

void compare(const json* a, const json* b, const std::string& path,
             std::vector<FieldDifference>& out) {
  if (a != nullptr && b != nullptr && *a == *b) return;
  const bool both_structured =
      a != nullptr && b != nullptr && a->is_structured() && a->type() == b->type();
  if (!both_structured) {
    out.push_back({path, a == nullptr ? "" : a->dump(), b == nullptr ? "" : b->dump()});
    return;
  }
  const Children of_a = children_of(*a);
  const Children of_b = children_of(*b);
  std::set<std::string> names;
  for (const auto& [name, child] : of_a) names.insert(name);
  for (const auto& [name, child] : of_b) names.insert(name);
  const auto find = [](const Children& children, const std::string& name) {
    const auto found = children.find(name);
    return found == children.end() ? nullptr : found->second;
  };
  for (const std::string& name : names)
    compare(find(of_a, name), find(of_b, name), path + "/" + name, out);
}

}  // namespace

std::vector<FieldDifference> json_differences(const json& a, const json& b) {
  std::vector<FieldDifference> out;
  compare(&a, &b, "", out);
  return out;
}

}  // namespace apsis
