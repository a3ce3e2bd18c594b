// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/ops/print_config.hpp"

#include <fmt/format.h>

#include <functional>
#include <vector>

#include "core/ops/redact.hpp"

namespace apsis {
namespace {

/// Keys without a section come first, then section by section, each in the table's order.
std::vector<std::string_view> sections_of(const ProgramSpec& program) {
  std::vector<std::string_view> out{""};
  for (const OptionSpec& option : program.options) {
    const auto dot = option.key.find('.');
    if (dot == std::string_view::npos) continue;
    const auto section = option.key.substr(0, dot);
    bool known = false;
    for (const auto seen : out) known = known || seen == section;
    if (!known) out.push_back(section);
  }
  return out;
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  return out + '"';
}

/// An empty count has no TOML number; it is written as empty text, which reads back as "none".
std::string toml_value(const OptionSpec& option, std::string_view text) {
  const bool bare =
      option.kind == OptionKind::toggle || (option.kind == OptionKind::count && !text.empty());
  return bare ? std::string(text) : quoted(text);
}

using Line = std::function<std::string(const OptionSpec&, std::string_view key)>;

std::string by_section(const ProgramSpec& program, const Line& line) {
  std::string out;
  for (const auto section : sections_of(program)) {
    if (!section.empty()) out += fmt::format("\n[{}]\n", section);
    for (const OptionSpec& option : program.options) {
      if (option.key.empty()) continue;
      const auto dot = option.key.find('.');
      const bool top = dot == std::string_view::npos;
      if ((top ? std::string_view{} : option.key.substr(0, dot)) != section) continue;
      out += line(option, top ? option.key : option.key.substr(dot + 1));
    }
  }
  return out;
}

}  // namespace

std::string print_config(const ProgramSpec& program, const Settings& settings) {
  return by_section(program, [&](const OptionSpec& option, std::string_view key) {
    const Setting& setting = settings.setting(name_of(option));
    return fmt::format("{} = {}  # {}\n", key, toml_value(option, redact(setting.text)),
                       setting.origin);
  });
}

std::string sample_config(const ProgramSpec& program) {
  return by_section(program, [](const OptionSpec& option, std::string_view key) {
    const std::string_view fallback =
        option.kind == OptionKind::toggle && option.fallback.empty() ? "false" : option.fallback;
    const std::string values =
        option.value.empty() ? std::string() : fmt::format(" Value: {}.", option.value);
    return fmt::format("# {}{} Flag {}, environment {}.\n{} = {}\n", option.help, values,
                       option.flag, variable_of(option.key), key, toml_value(option, fallback));
  });
}

}  // namespace apsis
