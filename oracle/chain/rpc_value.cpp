// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/chain/rpc_value.hpp"

#include <fmt/format.h>

#include <limits>

#include "core/hex.hpp"

namespace apsis {

namespace {

/// What stands between the quotes behind "0x"; nothing if the text is not of that form.
std::optional<std::string_view> digits_of(std::string_view json) {
  if (json.size() < 4 || !json.starts_with("\"0x") || !json.ends_with('"')) return std::nullopt;
  return json.substr(3, json.size() - 4);
}

std::unexpected<Error> refuse(std::string_view what, std::string_view json,
                              std::string_view place) {
  constexpr std::size_t shown = 80;
  return fail(ErrorKind::decode, fmt::format("{} is no {}", json.substr(0, shown), what),
              std::string(place));
}

}  // namespace

Expected<uint256> rpc_number(std::string_view json, std::string_view place) {
  constexpr std::size_t most_digits = 64;
  const auto digits = digits_of(json);
  if (!digits || digits->empty() || digits->size() > most_digits)
    return refuse("number in hex", json, place);
  const auto bytes = from_hex((digits->size() % 2 != 0 ? "0" : "") + std::string(*digits));
  if (!bytes || digits->starts_with("0x")) return refuse("number in hex", json, place);
  return uint256_from_be(*bytes);
}

Expected<std::uint64_t> rpc_u64(std::string_view json, std::string_view place) {
  const auto number = rpc_number(json, place);
  if (!number) return std::unexpected(number.error());
  if (*number > std::numeric_limits<std::uint64_t>::max())
    return refuse("number of 64 bits", json, place);
  return static_cast<std::uint64_t>(*number);
}

Expected<Bytes> rpc_bytes(std::string_view json, std::string_view place) {
  const auto digits = digits_of(json);
  auto bytes = digits && !digits->starts_with("0x") ? from_hex(*digits) : std::nullopt;
  if (!bytes) return refuse("text of bytes in hex", json, place);
  return std::move(*bytes);
}

Expected<Bytes32> rpc_hash(std::string_view json, std::string_view place) {
  const auto bytes = rpc_bytes(json, place);
  if (!bytes || bytes->size() != sizeof(Bytes32)) return refuse("hash", json, place);
  return to_array<sizeof(Bytes32)>(*bytes);
}

std::string rpc_hex(const uint256& number) {
  return "0x" + number.str(0, std::ios_base::hex);
}

}  // namespace apsis
