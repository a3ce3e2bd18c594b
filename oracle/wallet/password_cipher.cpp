// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/wallet/password_cipher.hpp"

#include <cryptopp/scrypt.h>
#include <openssl/evp.h>
#include <utf8proc.h>

#include <bit>
#include <exception>
#include <memory>

namespace apsis {

namespace {

const char* chars(ByteSpan bytes) {
  return reinterpret_cast<const char*>(bytes.data());
}

bool is_affordable_scrypt(const PasswordHash& hash) {
  constexpr std::uint64_t block = 128;
  return hash.n > 1 && std::has_single_bit(hash.n) && hash.r > 0 && hash.p > 0 &&
         hash.n <= max_scrypt_bytes / block && hash.r <= max_scrypt_bytes / block / hash.n &&
         hash.p <= max_scrypt_bytes / block / hash.r && hash.p <= 64;
}

/// By Crypto++: OpenSSL refuses block size 1 with the costs that other clients write with it.
bool scrypt(const PasswordHash& hash, ByteSpan password, LockedBytes& key) {
  try {
    CryptoPP::Scrypt().DeriveKey(key.data(), key.size(), password.data(), password.size(),
                                 hash.salt.data(), hash.salt.size(), hash.n, hash.r, hash.p);
    return true;
  } catch (const std::exception&) {  // no memory
    return false;
  }
}

bool pbkdf2(const PasswordHash& hash, ByteSpan password, LockedBytes& key) {
  return PKCS5_PBKDF2_HMAC(chars(password), static_cast<int>(password.size()), hash.salt.data(),
                           static_cast<int>(hash.salt.size()), static_cast<int>(hash.rounds),
                           EVP_sha256(), static_cast<int>(key.size()), key.data()) == 1;
}

/// Control characters that do not count in a password: C0, DEL and C1.
bool is_control(utf8proc_int32_t code) {
  return code < 0x20 || (code >= 0x7f && code < 0xa0);
}

}  // namespace

Expected<LockedBytes> key_of_password(const PasswordHash& hash, ByteSpan password) {
  if (hash.is_scrypt ? !is_affordable_scrypt(hash)
                     : hash.rounds == 0 || hash.rounds > max_pbkdf2_rounds)
    return fail(ErrorKind::decode, "the cost of its password is no sensible one", "keystore");
  Expected<LockedBytes> key = LockedBytes::make(password_key_bytes);
  if (!key) return key;
  const bool done = hash.is_scrypt ? scrypt(hash, password, *key) : pbkdf2(hash, password, *key);
  if (!done)
    return fail(ErrorKind::unavailable, "no key could be made of its password", "keystore",
                "check that there is memory for it");
  return key;
}

Expected<LockedBytes> aes_128_ctr(ByteSpan key, ByteSpan iv, ByteSpan text) {
  constexpr std::size_t block = 16;
  if (key.size() != block || iv.size() != block)
    return fail(ErrorKind::decode, "key and iv of its cipher have not 16 bytes", "keystore");
  Expected<LockedBytes> out = LockedBytes::make(text.size());
  if (!out) return out;
  const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(
      EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  int size = 0;
  if (!context ||
      EVP_EncryptInit_ex(context.get(), EVP_aes_128_ctr(), nullptr, key.data(), iv.data()) != 1 ||
      EVP_EncryptUpdate(context.get(), out->data(), &size, text.data(),
                        static_cast<int>(text.size())) != 1)
    return fail(ErrorKind::unavailable, "the cipher failed", "keystore");
  return out;
}

Expected<LockedBytes> normalized_password(ByteSpan password, bool drops_marks) {
  const auto* text = password.data();
  const auto length = static_cast<utf8proc_ssize_t>(password.size());
  constexpr auto options = static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT);
  const utf8proc_ssize_t count = utf8proc_decompose(text, length, nullptr, 0, options);
  if (count < 0) return fail(ErrorKind::usage, "is not UTF-8", "password");
  Expected<LockedBytes> codes = LockedBytes::make((static_cast<std::size_t>(count) + 1) * 4);
  if (!codes) return codes;
  // Pages are aligned for any type.
  auto* code = reinterpret_cast<utf8proc_int32_t*>(codes->data());
  utf8proc_decompose(text, length, code, count, options);
  Expected<LockedBytes> out = LockedBytes::make((static_cast<std::size_t>(count) + 1) * 4);
  if (!out) return out;
  std::size_t size = 0;
  for (utf8proc_ssize_t at = 0; at < count; ++at) {
    if (is_control(code[at])) continue;
    if (drops_marks && utf8proc_get_property(code[at])->combining_class != 0) continue;
    size += static_cast<std::size_t>(utf8proc_encode_char(code[at], out->data() + size));
  }
  out->shrink(size);
  return out;
}

}  // namespace apsis
