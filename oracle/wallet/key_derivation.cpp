// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/wallet/key_derivation.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <string>

#include "core/check.hpp"
#include "core/endian.hpp"
#include "oracle/wallet/private_key.hpp"

namespace apsis {

namespace {

constexpr std::uint32_t hardened = 0x80000000;
constexpr int seed_rounds = 2048;
constexpr std::size_t seed_bytes = 64;
constexpr std::size_t max_path_steps = 16;

ByteSpan bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

void hmac_sha512(ByteSpan key, ByteSpan data, std::span<std::uint8_t> out) {
  unsigned size = 0;
  const auto* done = HMAC(EVP_sha512(), key.data(), static_cast<int>(key.size()), data.data(),
                          data.size(), out.data(), &size);
  CHECK(done != nullptr && size == out.size());
}

std::unexpected<Error> no_path(std::string_view text) {
  return fail(ErrorKind::decode, "is no derivation path", std::string(text),
              "paths look like m/44'/60'/0'/0/%d");
}

/// Replaces the node, 32 bytes of key and 32 of chain code, by its child.
Expected<void> step(LockedBytes& node, std::uint32_t index) {
  Expected<LockedBytes> data = LockedBytes::make(37);
  Expected<LockedBytes> hash = LockedBytes::make(64);
  if (!data || !hash) return std::unexpected((data ? hash : data).error());
  if ((index & hardened) != 0) {
    std::memcpy(data->data() + 1, node.data(), 32);
  } else {
    const auto point = compressed_public_key(node.view().first(32));
    if (!point) return std::unexpected(point.error());
    std::ranges::copy(*point, data->data());
  }
  store_be(data->data() + 33, index);
  hmac_sha512(node.view().subspan(32), data->view(), hash->bytes());
  if (!add_to_secret(node.bytes().first(32), hash->view().first(32)))
    return fail(ErrorKind::invalid, "there is no key at this path", "wallet");
  std::memcpy(node.data() + 32, hash->data() + 32, 32);
  return {};
}

}  // namespace

Expected<DerivationPath> parse_derivation_path(std::string_view text, std::uint32_t index) {
  std::string path(text);
  if (const std::size_t at = path.find("%d"); at != std::string::npos)
    path.replace(at, 2, std::to_string(index));
  if (!path.starts_with("m/")) return no_path(text);
  DerivationPath out;
  std::string_view rest = std::string_view(path).substr(2);
  for (bool is_last = false; !is_last;) {
    const std::size_t slash = rest.find('/');
    is_last = slash == std::string_view::npos;
    std::string_view word = rest.substr(0, slash);
    if (!is_last) rest.remove_prefix(slash + 1);
    const bool is_hardened = word.ends_with('\'');
    if (is_hardened) word.remove_suffix(1);
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (word.empty() || error != std::errc() || end != word.data() + word.size() ||
        number >= hardened || out.size() == max_path_steps)
      return no_path(text);
    out.push_back(number | (is_hardened ? hardened : 0));
  }
  return out;
}

Expected<LockedBytes> seed_of_words(ByteSpan words, ByteSpan passphrase) {
  for (const ByteSpan part : {words, passphrase})
    if (!std::ranges::all_of(part, [](std::uint8_t c) { return c >= 0x20 && c < 0x7f; }))
      return fail(ErrorKind::usage, "has other characters than the words and single spaces",
                  "words", "write all words on one line, without a line end in between");
  constexpr std::string_view prefix = "mnemonic";
  Expected<LockedBytes> salt = LockedBytes::make(prefix.size() + passphrase.size());
  Expected<LockedBytes> seed = LockedBytes::make(seed_bytes);
  if (!salt || !seed) return std::unexpected((salt ? seed : salt).error());
  std::ranges::copy(bytes_of(prefix), salt->data());
  std::ranges::copy(passphrase, salt->data() + prefix.size());
  CHECK(PKCS5_PBKDF2_HMAC(reinterpret_cast<const char*>(words.data()),
                          static_cast<int>(words.size()), salt->data(),
                          static_cast<int>(salt->size()), seed_rounds, EVP_sha512(),
                          static_cast<int>(seed->size()), seed->data()) == 1);
  return seed;
}

Expected<LockedBytes> derive_key(ByteSpan seed, const DerivationPath& path) {
  if (seed.size() < 16 || seed.size() > seed_bytes)
    return fail(ErrorKind::decode, "has not 16 to 64 bytes", "seed");
  Expected<LockedBytes> node = LockedBytes::make(64);
  if (!node) return node;
  hmac_sha512(bytes_of("Bitcoin seed"), seed, node->bytes());
  if (const auto master = compressed_public_key(node->view().first(32)); !master)
    return fail(ErrorKind::invalid, "this seed has no key", "wallet");
  for (const std::uint32_t index : path)
    if (auto done = step(*node, index); !done) return std::unexpected(done.error());
  node->shrink(32);
  return node;
}

}  // namespace apsis
