// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/replay/payload_header.hpp"

namespace apsis {
namespace {

/// Serializes a header field by field; `source` gives the bytes of a field.
template <class Source>
Bytes serialize_header(const SszType& header_type, Source source) {
  std::uint64_t fixed_part = 0;
  for (const SszField& field : header_type.fields) fixed_part += field.type->inline_size();
  Bytes out;
  Bytes variable;
  for (const SszField& field : header_type.fields) {
    const Bytes value = source(field);
    if (field.type->is_fixed()) {
      out.insert(out.end(), value.begin(), value.end());
    } else {
      std::uint8_t offset[4];
      store_le(offset, static_cast<std::uint32_t>(fixed_part + variable.size()));
      out.insert(out.end(), offset, offset + 4);
      variable.insert(variable.end(), value.begin(), value.end());
    }
  }
  out.insert(out.end(), variable.begin(), variable.end());
  return out;
}

Bytes copy(ByteSpan bytes) {
  return {bytes.begin(), bytes.end()};
}

}  // namespace

Bytes header_of_payload(const SszView& payload, const SszType& header_type) {
  return serialize_header(header_type, [&](const SszField& field) {
    constexpr std::string_view suffix = "_root";
    if (payload.has(field.name)) return copy(payload.field(field.name).bytes());
    const std::string list = field.name.substr(0, field.name.size() - suffix.size());
    return copy(hash_tree_root(payload.field(list)));
  });
}

Bytes upgrade_header(const SszView& header, const SszType& new_type) {
  return serialize_header(new_type, [&](const SszField& field) {
    return header.has(field.name) ? copy(header.field(field.name).bytes())
                                  : Bytes(field.type->fixed_size);
  });
}

Bytes default_header(const SszType& header_type) {
  return serialize_header(header_type,
                          [](const SszField& field) { return Bytes(field.type->fixed_size); });
}

}  // namespace apsis
