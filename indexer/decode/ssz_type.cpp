// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/decode/ssz_type.hpp"

#include <utility>

namespace apsis {

int SszType::field_index(std::string_view field) const {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (fields[i].name == field) return static_cast<int>(i);
  }
  return -1;
}

const SszType* SszTypes::add(SszType type) {
  types_.push_back(std::move(type));
  return &types_.back();
}

const SszType* SszTypes::uint(unsigned bytes) {
  return add({"uint" + std::to_string(8 * bytes), SszKind::uint, bytes, 0, nullptr, {}});
}

const SszType* SszTypes::boolean() {
  return add({"boolean", SszKind::boolean, 1, 0, nullptr, {}});
}

const SszType* SszTypes::byte_vector(std::uint64_t size) {
  return add({"Bytes" + std::to_string(size), SszKind::byte_vector, size, size, nullptr, {}});
}

const SszType* SszTypes::byte_list(std::uint64_t limit) {
  return add({"ByteList", SszKind::byte_list, 0, limit, nullptr, {}});
}

const SszType* SszTypes::bitvector(std::uint64_t bits) {
  return add({"Bitvector", SszKind::bitvector, (bits + 7) / 8, bits, nullptr, {}});
}

const SszType* SszTypes::bitlist(std::uint64_t limit) {
  return add({"Bitlist", SszKind::bitlist, 0, limit, nullptr, {}});
}

const SszType* SszTypes::vector(const SszType* element, std::uint64_t length) {
  return add({"Vector[" + element->name + "]",
              SszKind::vector,
              element->fixed_size * length,
              length,
              element,
              {}});
}

const SszType* SszTypes::list(const SszType* element, std::uint64_t limit) {
  return add({"List[" + element->name + "]", SszKind::list, 0, limit, element, {}});
}

const SszType* SszTypes::container(std::string name, std::vector<SszField> fields) {
  std::uint64_t size = 0;
  bool fixed = true;
  for (const SszField& field : fields) {
    fixed = fixed && field.type->is_fixed();
    size += field.type->fixed_size;
  }
  return add(
      {std::move(name), SszKind::container, fixed ? size : 0, 0, nullptr, std::move(fields)});
}

const SszType* SszTypes::find(std::string_view name) const {
  for (const SszType& type : types_) {
    if (type.kind == SszKind::container && type.name == name) return &type;
  }
  return nullptr;
}

}  // namespace apsis
