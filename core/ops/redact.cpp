// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/ops/redact.hpp"

#include <array>
#include <cctype>

namespace apsis {
namespace {

constexpr std::string_view hidden = "***";

bool ends_word(char c) {
  return std::isspace(static_cast<unsigned char>(c)) || c == '"' || c == '\'' || c == '<' ||
         c == '>' || c == ',';
}

/// Hides "user:password" of the URL whose authority starts at `begin`.
void hide_user(std::string& text, std::size_t begin) {
  std::size_t end = begin;
  std::size_t at = std::string::npos;
  while (end < text.size() && !ends_word(text[end]) && text[end] != '/') {
    if (text[end] == '@') at = end;
    ++end;
  }
  if (at != std::string::npos) text.replace(begin, at - begin, hidden);
}

/// Hides the value that follows `word` (which ends in '='), up to the end of the field; a value in
/// single quotes up to the closing one.
void hide_value(std::string& text, std::string_view word) {
  std::size_t place = 0;
  while ((place = text.find(word, place)) != std::string::npos) {
    const std::size_t begin = place + word.size();
    std::size_t end = begin;
    if (end < text.size() && text[end] == '\'') {
      const std::size_t quote = text.find('\'', begin + 1);
      end = quote == std::string::npos ? text.size() : quote + 1;
    } else {
      while (end < text.size() && !ends_word(text[end]) && text[end] != '&') ++end;
    }
    text.replace(begin, end - begin, hidden);
    place = begin + hidden.size();
  }
}

}  // namespace

std::string redact(std::string_view text) {
  std::string out(text);
  constexpr std::string_view scheme_end = "://";
  std::size_t place = 0;
  while ((place = out.find(scheme_end, place)) != std::string::npos) {
    place += scheme_end.size();
    hide_user(out, place);
  }
  constexpr std::array<std::string_view, 5> words = {
      "password=", "key=", "token=", "secret=", "passphrase="};
  for (const auto word : words) hide_value(out, word);
  return out;
}

}  // namespace apsis
