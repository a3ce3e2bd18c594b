// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <bit>

#include "indexer/decode/ssz_view.hpp"

namespace apsis {
namespace {

/// Where a check stands: the path of field names, written only when something is wrong.
struct Place {
  const Place* parent;
  std::string_view field;
  std::size_t index;
  std::size_t begin;  ///< first byte of the value in the whole buffer
};

std::string path_of(const Place& place) {
  if (place.parent == nullptr) return std::string(place.field);
  const std::string above = path_of(*place.parent);
  if (place.field.empty()) return above + "[" + std::to_string(place.index) + "]";
  return above + "." + std::string(place.field);
}

std::unexpected<Error> bad(const SszType& type, const Place& place, std::size_t byte,
                           const std::string& what) {
  return fail(ErrorKind::decode, what + " (type " + type.name + ")",
              path_of(place) + " at byte " + std::to_string(place.begin + byte));
}

Expected<void> check(const SszType& type, ByteSpan bytes, const Place& place);

Expected<void> check_padding(const SszType& type, ByteSpan bytes, const Place& place) {
  const unsigned used = static_cast<unsigned>(type.limit % 8);
  if (used != 0 && bytes.back() >> used != 0) {
    return bad(type, place, bytes.size() - 1, "bits beyond the end are set");
  }
  return {};
}

Expected<void> check_bitlist(const SszType& type, ByteSpan bytes, const Place& place) {
  if (bytes.empty() || bytes.back() == 0) {
    return bad(type, place, bytes.empty() ? 0 : bytes.size() - 1,
               "the delimiter bit of the bitlist is missing");
  }
  const auto top = static_cast<std::uint64_t>(std::bit_width(bytes.back()) - 1);
  const std::uint64_t bits = 8 * (bytes.size() - 1) + top;
  if (bits > type.limit) {
    return bad(type, place, bytes.size() - 1,
               std::to_string(bits) + " bits, more than the limit " + std::to_string(type.limit));
  }
  return {};
}

/// Elements of variable size: offsets first, then the elements, without gaps.
Expected<void> check_offsets(const SszType& type, ByteSpan bytes, const Place& place) {
  if (bytes.empty()) return {};
  if (bytes.size() < 4) return bad(type, place, 0, "too short for an offset");
  const std::size_t first = load_le<std::uint32_t>(bytes.data());
  if (first == 0 || first % 4 != 0 || first > bytes.size()) {
    return bad(type, place, 0, "wrong first offset " + std::to_string(first));
  }
  const std::size_t count = first / 4;
  if (count > type.limit) {
    return bad(
        type, place, 0,
        std::to_string(count) + " elements, more than the limit " + std::to_string(type.limit));
  }
  std::size_t begin = first;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t end =
        i + 1 < count ? load_le<std::uint32_t>(bytes.data() + 4 * (i + 1)) : bytes.size();
    if (end < begin || end > bytes.size()) {
      return bad(type, place, 4 * (i + 1), "wrong offset " + std::to_string(end));
    }
    const Place element{&place, {}, i, place.begin + begin};
    if (auto ok = check(*type.element, bytes.subspan(begin, end - begin), element); !ok) return ok;
    begin = end;
  }
  if (type.kind == SszKind::vector && count != type.limit) {
    return bad(type, place, 0,
               std::to_string(count) + " elements instead of " + std::to_string(type.limit));
  }
  return {};
}

/// Whether a type has encodings that fit in size and are wrong all the same.
bool needs_inner_check(const SszType& type) {
  switch (type.kind) {
    case SszKind::uint:
    case SszKind::byte_vector:
      return false;
    case SszKind::vector:
      return needs_inner_check(*type.element);
    case SszKind::container:
      for (const SszField& field : type.fields) {
        if (needs_inner_check(*field.type)) return true;
      }
      return false;
    default:
      return true;
  }
}

/// A byte within an element of fixed size, and the bits of it that must not be set.
struct ForbiddenBits {
  std::size_t at;
  std::uint8_t bits;
};

/// More places than this are not worth a list.
constexpr std::size_t max_forbidden = 64;

/// Collects the bits that make a value of a fixed size wrong, from byte `at` on; stops beyond
/// `max_forbidden`.
void find_forbidden(const SszType& type, std::size_t at, std::vector<ForbiddenBits>& out) {
  if (out.size() > max_forbidden) return;
  switch (type.kind) {
    case SszKind::boolean:
      out.push_back({at, 0xfe});
      return;
    case SszKind::bitvector:
      if (type.limit % 8 != 0) {
        out.push_back(
            {at + type.fixed_size - 1, static_cast<std::uint8_t>(0xff << type.limit % 8)});
      }
      return;
    case SszKind::vector:
      for (std::uint64_t i = 0; i < type.limit && out.size() <= max_forbidden; ++i) {
        find_forbidden(*type.element, at + i * type.element->fixed_size, out);
      }
      return;
    case SszKind::container:
      for (const SszField& field : type.fields) {
        find_forbidden(*field.type, at, out);
        at += field.type->fixed_size;
      }
      return;
    default:
      return;
  }
}

/// Elements of a fixed size: looks at the few bits alone that can be wrong.
Expected<void> check_elements(const SszType& type, ByteSpan bytes, const Place& place) {
  const std::size_t size = type.element->fixed_size;
  std::vector<ForbiddenBits> forbidden;
  find_forbidden(*type.element, 0, forbidden);
  const bool all_known = forbidden.size() <= max_forbidden;
  for (std::size_t begin = 0; begin < bytes.size(); begin += size) {
    unsigned wrong = all_known ? 0 : 1;
    for (const ForbiddenBits& of : forbidden) wrong |= bytes[begin + of.at] & unsigned{of.bits};
    if (wrong == 0) continue;
    const Place element{&place, {}, begin / size, place.begin + begin};
    if (auto ok = check(*type.element, bytes.subspan(begin, size), element); !ok) return ok;
  }
  return {};
}

Expected<void> check_sequence(const SszType& type, ByteSpan bytes, const Place& place) {
  if (!type.element->is_fixed()) return check_offsets(type, bytes, place);
  const std::size_t size = type.element->fixed_size;
  if (bytes.size() % size != 0) {
    return bad(type, place, bytes.size(),
               std::to_string(bytes.size()) + " bytes are no multiple of the element size " +
                   std::to_string(size));
  }
  const std::size_t count = bytes.size() / size;
  if (count > type.limit) {
    return bad(
        type, place, 0,
        std::to_string(count) + " elements, more than the limit " + std::to_string(type.limit));
  }
  if (!needs_inner_check(*type.element)) return {};
  return check_elements(type, bytes, place);
}

/// Bytes [begin, end) of a container's field of variable size, found by its offset and the next.
struct VariableField {
  std::size_t field;
  std::size_t begin;
  std::size_t offset_at;
};

Expected<void> check_variable_fields(const SszType& type, ByteSpan bytes, const Place& place,
                                     std::size_t fixed_part,
                                     const std::vector<VariableField>& variable) {
  for (std::size_t i = 0; i < variable.size(); ++i) {
    const SszField& field = type.fields[variable[i].field];
    const std::size_t begin = variable[i].begin;
    const Place here{&place, field.name, 0, place.begin + variable[i].offset_at};
    if (i == 0 && begin != fixed_part) {
      return bad(
          *field.type, here, 0,
          "first offset " + std::to_string(begin) + " instead of " + std::to_string(fixed_part));
    }
    const std::size_t end = i + 1 < variable.size() ? variable[i + 1].begin : bytes.size();
    if (begin > end || end > bytes.size()) {
      return bad(*field.type, here, 0, "offset " + std::to_string(begin) + " lies outside");
    }
    const Place inside{&place, field.name, 0, place.begin + begin};
    if (auto ok = check(*field.type, bytes.subspan(begin, end - begin), inside); !ok) return ok;
  }
  return {};
}

Expected<void> check_container(const SszType& type, ByteSpan bytes, const Place& place) {
  std::size_t at = 0;
  std::vector<VariableField> variable;
  std::size_t fixed_part = 0;
  for (const SszField& field : type.fields) fixed_part += field.type->inline_size();
  if (bytes.size() < fixed_part) {
    return bad(type, place, bytes.size(),
               "ends after " + std::to_string(bytes.size()) + " bytes of a fixed part of " +
                   std::to_string(fixed_part));
  }
  for (std::size_t i = 0; i < type.fields.size(); ++i) {
    const SszField& field = type.fields[i];
    if (field.type->is_fixed()) {
      const Place inside{&place, field.name, 0, place.begin + at};
      if (auto ok = check(*field.type, bytes.subspan(at, field.type->fixed_size), inside); !ok) {
        return ok;
      }
    } else {
      variable.push_back({i, load_le<std::uint32_t>(bytes.data() + at), at});
    }
    at += field.type->inline_size();
  }
  return check_variable_fields(type, bytes, place, fixed_part, variable);
}

Expected<void> check(const SszType& type, ByteSpan bytes, const Place& place) {
  if (type.is_fixed() && bytes.size() != type.fixed_size) {
    return bad(
        type, place, std::min<std::size_t>(bytes.size(), type.fixed_size),
        std::to_string(bytes.size()) + " bytes instead of " + std::to_string(type.fixed_size));
  }
  switch (type.kind) {
    case SszKind::uint:
    case SszKind::byte_vector:
      return {};
    case SszKind::boolean:
      if (bytes[0] > 1) return bad(type, place, 0, "a boolean is neither 0 nor 1");
      return {};
    case SszKind::byte_list:
      if (bytes.size() > type.limit) {
        return bad(type, place, 0,
                   std::to_string(bytes.size()) + " bytes, more than the limit " +
                       std::to_string(type.limit));
      }
      return {};
    case SszKind::bitvector:
      return check_padding(type, bytes, place);
    case SszKind::bitlist:
      return check_bitlist(type, bytes, place);
    case SszKind::vector:
    case SszKind::list:
      return check_sequence(type, bytes, place);
    case SszKind::container:
      return check_container(type, bytes, place);
  }
  return {};
}

}  // namespace

Expected<void> check_ssz(const SszType& type, ByteSpan bytes) {
  return check(type, bytes, Place{nullptr, type.name, 0, 0});
}

}  // namespace apsis
