// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/decode/ssz_view.hpp"

#include <bit>

#include "core/check.hpp"

namespace apsis {

SszView SszView::field(std::string_view name) const {
  const int index = type_->field_index(name);
  CHECK(index >= 0);
  return field_at(static_cast<std::size_t>(index));
}

SszView SszView::field_at(std::size_t index) const {
  std::size_t at = 0;
  for (std::size_t i = 0; i < index; ++i) at += type_->fields[i].type->inline_size();
  const SszType& type = *type_->fields[index].type;
  if (type.is_fixed()) return {type, bytes_.subspan(at, type.fixed_size)};
  const std::size_t begin = load_le<std::uint32_t>(bytes_.data() + at);
  std::size_t end = bytes_.size();
  for (std::size_t i = index; i < type_->fields.size(); ++i) {
    if (i > index && !type_->fields[i].type->is_fixed()) {
      end = load_le<std::uint32_t>(bytes_.data() + at);
      break;
    }
    at += type_->fields[i].type->inline_size();
  }
  return {type, bytes_.subspan(begin, end - begin)};
}

std::size_t SszView::size() const {
  if (type_->kind == SszKind::byte_list || type_->kind == SszKind::byte_vector) {
    return bytes_.size();
  }
  CHECK(type_->kind == SszKind::list || type_->kind == SszKind::vector);
  if (type_->element->is_fixed()) return bytes_.size() / type_->element->fixed_size;
  return bytes_.empty() ? 0 : load_le<std::uint32_t>(bytes_.data()) / 4;
}

SszView SszView::operator[](std::size_t index) const {
  const SszType& element = *type_->element;
  if (element.is_fixed()) {
    return {element, bytes_.subspan(index * element.fixed_size, element.fixed_size)};
  }
  const std::size_t begin = load_le<std::uint32_t>(bytes_.data() + 4 * index);
  const std::size_t end =
      index + 1 < size() ? load_le<std::uint32_t>(bytes_.data() + 4 * (index + 1)) : bytes_.size();
  return {element, bytes_.subspan(begin, end - begin)};
}

std::size_t SszView::bit_count() const {
  if (type_->kind == SszKind::bitvector) return type_->limit;
  CHECK(type_->kind == SszKind::bitlist);
  return 8 * (bytes_.size() - 1) + static_cast<std::size_t>(std::bit_width(bytes_.back()) - 1);
}

bool is_default(const SszView& value) {
  if (value.type().kind == SszKind::container) {
    for (std::size_t i = 0; i < value.type().fields.size(); ++i) {
      if (!is_default(value.field_at(i))) return false;
    }
    return true;
  }
  if (value.type().kind == SszKind::bitlist) return value.bit_count() == 0;
  if (!value.type().is_fixed()) return value.bytes().empty();
  for (const std::uint8_t byte : value.bytes()) {
    if (byte != 0) return false;
  }
  return true;
}

}  // namespace apsis
