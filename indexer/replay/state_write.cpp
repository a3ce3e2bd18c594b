// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/check.hpp"
#include "core/endian.hpp"
#include "indexer/replay/state_fields.hpp"

namespace apsis {

Bytes serialize_state(const BeaconState& state, const SszType& state_type) {
  std::size_t fixed_bytes = 0;
  for (const SszField& field : state_type.fields) fixed_bytes += field.type->inline_size();
  Bytes out;
  std::vector<std::pair<std::size_t, const StateField*>> variable;  // place of the offset
  for (const SszField& described : state_type.fields) {
    const StateField* field = find_state_field(described.name);
    CHECK(field != nullptr);
    if (described.type->is_fixed()) {
      field->write(state, out);
      continue;
    }
    variable.emplace_back(out.size(), field);
    out.resize(out.size() + 4);
  }
  CHECK(out.size() == fixed_bytes);
  for (const auto& [place, field] : variable) {
    store_le(out.data() + place, static_cast<std::uint32_t>(out.size()));
    field->write(state, out);
  }
  return out;
}

}  // namespace apsis
