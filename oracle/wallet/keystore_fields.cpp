// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/wallet/keystore_fields.hpp"

#include "core/hex.hpp"

namespace apsis {

namespace {

std::unexpected<Error> failed(std::string_view path, std::string what) {
  return fail(ErrorKind::decode, std::move(what), "keystore " + std::string(path));
}

}  // namespace

Expected<KeystoreFields> KeystoreFields::parse(ByteSpan text) {
  nlohmann::json document = nlohmann::json::parse(text.begin(), text.end(), nullptr, false);
  if (!document.is_object())
    return fail(ErrorKind::decode, "is no JSON object", "keystore",
                "give a wallet of the smart node or a keystore of version 3");
  return KeystoreFields(std::move(document));
}

const nlohmann::json* KeystoreFields::find(std::string_view path) const {
  const nlohmann::json::json_pointer pointer{std::string(path)};
  return document_.contains(pointer) ? &document_.at(pointer) : nullptr;
}

bool KeystoreFields::has(std::string_view path) const {
  return find(path) != nullptr;
}

Expected<std::string> KeystoreFields::text(std::string_view path) const {
  const nlohmann::json* field = find(path);
  if (field == nullptr || !field->is_string()) return failed(path, "is no text");
  return field->get<std::string>();
}

Expected<std::uint64_t> KeystoreFields::number(std::string_view path) const {
  const nlohmann::json* field = find(path);
  if (field == nullptr || !field->is_number_unsigned()) return failed(path, "is no whole number");
  return field->get<std::uint64_t>();
}

Expected<Bytes> KeystoreFields::hex(std::string_view path) const {
  const Expected<std::string> digits = text(path);
  if (!digits) return std::unexpected(digits.error());
  std::optional<Bytes> bytes = from_hex(*digits);
  if (!bytes) return failed(path, "is not hex");
  return std::move(*bytes);
}

Expected<void> KeystoreFields::expect(std::string_view path, std::string_view wanted) const {
  const Expected<std::string> found = text(path);
  if (!found) return std::unexpected(found.error());
  if (*found != wanted) return failed(path, "is not " + std::string(wanted));
  return {};
}

Expected<PasswordHash> password_hash(const KeystoreFields& fields, std::string_view function,
                                     const std::string& path) {
  PasswordHash out;
  out.is_scrypt = function == "scrypt";
  if (!out.is_scrypt && function != "pbkdf2")
    return failed(path, "belongs to an unknown function; scrypt and pbkdf2 are known");
  Expected<Bytes> salt = fields.hex(path + "/salt");
  if (!salt) return std::unexpected(salt.error());
  out.salt = std::move(*salt);
  const auto read = [&](std::string_view name, std::uint64_t& into) -> Expected<void> {
    const Expected<std::uint64_t> number = fields.number(path + "/" + std::string(name));
    if (!number) return std::unexpected(number.error());
    into = *number;
    return {};
  };
  std::uint64_t key_bytes = 0;
  Expected<void> done = read("dklen", key_bytes);
  if (done && key_bytes != password_key_bytes) return failed(path + "/dklen", "is not 32");
  if (out.is_scrypt) {
    if (done) done = read("n", out.n);
    if (done) done = read("r", out.r);
    if (done) done = read("p", out.p);
  } else {
    if (done) done = read("c", out.rounds);
    if (done) done = fields.expect(path + "/prf", "hmac-sha256");
  }
  if (!done) return std::unexpected(done.error());
  return out;
}

std::unexpected<Error> wrong_password() {
  return fail(ErrorKind::usage, "the password does not open it", "keystore",
              "give the file with its password; if that is the right one the keystore is damaged");
}

}  // namespace apsis
