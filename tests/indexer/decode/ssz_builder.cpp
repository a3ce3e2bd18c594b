// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/indexer/decode/ssz_builder.hpp"

#include "core/check.hpp"
#include "core/endian.hpp"

namespace apsis {
namespace {

void append(Bytes& out, ByteSpan bytes) {
  out.insert(out.end(), bytes.begin(), bytes.end());
}

}  // namespace

SszBuilder::SszBuilder(const SszType& type) : type_(&type) {
  switch (type.kind) {
    case SszKind::container:
      for (const SszField& field : type.fields) parts_.emplace_back(*field.type);
      return;
    case SszKind::vector:
      for (std::uint64_t i = 0; i < type.limit; ++i) parts_.emplace_back(*type.element);
      return;
    case SszKind::bitlist:
      bytes_ = {1};
      return;
    default:
      bytes_.assign(type.fixed_size, 0);
  }
}

SszBuilder& SszBuilder::operator[](std::string_view field) {
  const int index = type_->field_index(field);
  CHECK(index >= 0);
  return parts_.at(static_cast<std::size_t>(index));
}

SszBuilder& SszBuilder::add() {
  CHECK(type_->kind == SszKind::list);
  return parts_.emplace_back(*type_->element);
}

void SszBuilder::set(std::uint64_t number) {
  Bytes bytes(8);
  store_le(bytes.data(), number);
  bytes.resize(type_->fixed_size);
  bytes_ = std::move(bytes);
}

Bytes SszBuilder::write() const {
  const bool has_parts = type_->kind == SszKind::container || type_->kind == SszKind::vector ||
                         type_->kind == SszKind::list;
  return has_parts ? write_parts() : bytes_;
}

Bytes SszBuilder::write_parts() const {
  Bytes variable;
  std::size_t fixed_part = 0;
  for (const SszBuilder& part : parts_) fixed_part += part.type_->inline_size();
  Bytes out;
  for (const SszBuilder& part : parts_) {
    const Bytes bytes = part.write();
    if (part.type_->is_fixed()) {
      append(out, bytes);
      continue;
    }
    Bytes offset(4);
    store_le(offset.data(), static_cast<std::uint32_t>(fixed_part + variable.size()));
    append(out, offset);
    append(variable, bytes);
  }
  append(out, variable);
  return out;
}

}  // namespace apsis
