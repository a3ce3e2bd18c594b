// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "oracle/wallet/password_cipher.hpp"

namespace apsis {

/// Reads fields of a keystore's JSON by their path ("/crypto/kdf"). Errors: `decode`, naming the
/// field, never its content.
class KeystoreFields {
 public:
  /// Parses a whole file.
  static Expected<KeystoreFields> parse(ByteSpan text);

  bool has(std::string_view path) const;
  Expected<std::string> text(std::string_view path) const;
  Expected<std::uint64_t> number(std::string_view path) const;
  /// Bytes in hex, with or without 0x.
  Expected<Bytes> hex(std::string_view path) const;
  /// Fails unless the field is this text.
  Expected<void> expect(std::string_view path, std::string_view text) const;

 private:
  explicit KeystoreFields(nlohmann::json document) : document_(std::move(document)) {}
  const nlohmann::json* find(std::string_view path) const;
  nlohmann::json document_;
};

/// The cost parameters at a path ("/crypto/kdfparams") of the function that has this name.
Expected<PasswordHash> password_hash(const KeystoreFields& fields, std::string_view function,
                                     const std::string& path);

/// The error for a password that does not open a keystore.
std::unexpected<Error> wrong_password();

}  // namespace apsis
