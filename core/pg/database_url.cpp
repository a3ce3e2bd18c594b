// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/pg/database_url.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <map>
#include <memory>

namespace apsis {
namespace {

constexpr std::string_view embedded_prefix = "embedded:";
constexpr std::string_view password_hint =
    "Give embedded:DIR or postgresql://USER:PASSWORD@HOST:PORT/NAME, with every special character "
    "of the password percent-encoded (@ is %40, / is %2F)";

using OptionMap = std::map<std::string, std::string>;

/// Options that the text sets; nothing if libpq cannot read it. libpq's own message is dropped
/// because it quotes parts of the text.
Expected<OptionMap> parse_options(const std::string& text) {
  const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> options(
      PQconninfoParse(text.c_str(), nullptr), PQconninfoFree);
  if (!options)
    return fail(ErrorKind::usage, "this is no PostgreSQL URL", "--db", std::string(password_hint));
  OptionMap out;
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option)
    if (option->val != nullptr) out[option->keyword] = option->val;
  return out;
}

bool is_port_list(const std::string& text) {
  return std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || c == ','; });
}

/// A password with a bare '/' or '@' ends up in other options, from where it would be shown.
bool looks_misread(const OptionMap& options) {
  const auto value = [&](const char* key) {
    const auto found = options.find(key);
    return found == options.end() ? std::string() : found->second;
  };
  return !is_port_list(value("port")) || value("dbname").find('@') != std::string::npos ||
         (value("host").find('@') != std::string::npos && !value("host").starts_with('@'));
}

std::string shown_place(const OptionMap& options) {
  const auto value = [&](const char* key, const char* otherwise) {
    const auto found = options.find(key);
    return found == options.end() ? std::string(otherwise) : found->second;
  };
  std::string out = "postgresql://";
  if (options.contains("user")) out += value("user", "") + "@";
  out += value("host", value("hostaddr", "(default host)").c_str());
  if (options.contains("port")) out += ":" + value("port", "");
  return out + "/" + value("dbname", "");
}

}  // namespace

std::string conninfo_pair(std::string_view key, std::string_view value) {
  std::string out(key);
  out += "='";
  for (const char c : value) {
    if (c == '\\' || c == '\'') out += '\\';
    out += c;
  }
  return out + "'";
}

std::string without_secret(std::string text, std::string_view secret) {
  if (secret.empty()) return text;
  for (std::size_t at = text.find(secret); at != std::string::npos; at = text.find(secret, at + 3))
    text.replace(at, secret.size(), "***");
  return text;
}

Expected<DatabaseTarget> parse_database_target(std::string_view text) {
  DatabaseTarget out;
  if (text.starts_with(embedded_prefix)) {
    out.directory = text.substr(embedded_prefix.size());
    if (out.directory.empty())
      return fail(ErrorKind::usage, "embedded: needs a folder", "--db",
                  "Give embedded:DIR, for example " + std::string(default_database));
    out.shown = text;
    return out;
  }
  const bool is_url = text.starts_with("postgres://") || text.starts_with("postgresql://");
  if (!is_url && text.find('=') == std::string_view::npos)
    return fail(ErrorKind::usage, "neither embedded:DIR nor a PostgreSQL URL", "--db",
                std::string(password_hint));
  Expected<OptionMap> options = parse_options(std::string(text));
  if (!options) return std::unexpected(options.error());
  if (looks_misread(*options))
    return fail(ErrorKind::usage, "this URL has an '@' or a port that is no number", "--db",
                std::string(password_hint));
  out.embedded = false;
  out.password = (*options)["password"];
  if (out.password.empty()) options->erase("password");
  out.shown = without_secret(shown_place(*options), out.password);
  options->try_emplace("connect_timeout", std::to_string(connect_timeout_seconds));
  options->try_emplace("fallback_application_name", "apsis");
  for (const auto& [key, value] : *options) out.conninfo += conninfo_pair(key, value) + " ";
  return out;
}

}  // namespace apsis
