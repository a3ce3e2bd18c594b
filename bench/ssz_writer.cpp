// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "bench/ssz_writer.hpp"

#include "core/check.hpp"
#include "core/endian.hpp"

namespace apsis {
namespace {

void append(Bytes& out, ByteSpan bytes) {
  out.insert(out.end(), bytes.begin(), bytes.end());
}

void append_offset(Bytes& out, std::size_t offset) {
  std::uint8_t bytes[4];
  store_le(bytes, static_cast<std::uint32_t>(offset));
  append(out, bytes);
}

}  // namespace

Bytes ssz_default(const SszType& type) {
  if (type.is_fixed()) return Bytes(type.fixed_size);
  if (type.kind == SszKind::bitlist) return {1};
  if (type.kind == SszKind::container) return ssz_container(type, {});
  return {};
}

Bytes ssz_container(const SszType& type, const std::map<std::string, Bytes>& fields) {
  std::size_t fixed_part = 0;
  for (const SszField& field : type.fields) fixed_part += field.type->inline_size();
  std::size_t used = 0;
  Bytes out;
  Bytes variable;
  for (const SszField& field : type.fields) {
    const auto found = fields.find(field.name);
    used += found != fields.end() ? 1 : 0;
    const Bytes value = found != fields.end() ? found->second : ssz_default(*field.type);
    if (field.type->is_fixed()) {
      CHECK(value.size() == field.type->fixed_size);
      append(out, value);
    } else {
      append_offset(out, fixed_part + variable.size());
      append(variable, value);
    }
  }
  CHECK(used == fields.size());
  append(out, variable);
  return out;
}

Bytes ssz_list(const std::vector<Bytes>& elements) {
  Bytes out;
  std::size_t at = 4 * elements.size();
  for (const Bytes& element : elements) {
    append_offset(out, at);
    at += element.size();
  }
  for (const Bytes& element : elements) append(out, element);
  return out;
}

Bytes ssz_bitlist(const std::vector<bool>& bits) {
  Bytes out(bits.size() / 8 + 1);
  for (std::size_t i = 0; i < bits.size(); ++i) {
    if (bits[i]) out[i / 8] = static_cast<std::uint8_t>(out[i / 8] | 1u << i % 8);
  }
  out.back() = static_cast<std::uint8_t>(out.back() | 1u << bits.size() % 8);
  return out;
}

}  // namespace apsis
