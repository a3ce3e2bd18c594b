// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/ops/config_file.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <fstream>
#include <optional>
#include <sstream>

namespace apsis {
namespace {

constexpr std::string_view remedy = "deploy/apsis.toml.sample lists every key";

std::string place(std::string_view name, unsigned line) {
  return fmt::format("{} line {}", name, line);
}

const OptionSpec* find_key(const ProgramSpec& program, std::string_view key) {
  if (key.empty()) return nullptr;
  const auto found = std::ranges::find(program.options, key, &OptionSpec::key);
  return found == program.options.end() ? nullptr : &*found;
}

bool has_section(const ProgramSpec& program, std::string_view section) {
  return std::ranges::any_of(program.options, [&](const OptionSpec& option) {
    return option.key.starts_with(section) && option.key.substr(section.size()).starts_with('.');
  });
}

std::optional<std::string> text_of(const toml::node& node) {
  if (const auto text = node.value_exact<std::string>()) return *text;
  if (const auto number = node.value_exact<std::int64_t>()) return std::to_string(*number);
  if (const auto truth = node.value_exact<bool>()) return *truth ? "true" : "false";
  return std::nullopt;
}

/// Adds the values of `table`, whose keys all begin with `prefix`.
Expected<void> add_table(const toml::table& table, const std::string& prefix, std::string_view name,
                         const ProgramSpec& program, FileValues& out) {
  for (const auto& [toml_key, node] : table) {
    const std::string key = prefix + std::string(toml_key.str());
    const unsigned line = toml_key.source().begin.line;
    if (node.is_table() && prefix.empty()) {
      if (std::ranges::find(program.other_sections, key) != program.other_sections.end()) continue;
      if (!has_section(program, key)) {
        return fail(ErrorKind::usage, fmt::format("unknown section [{}]", key), place(name, line),
                    std::string(remedy));
      }
      auto added = add_table(*node.as_table(), key + ".", name, program, out);
      if (!added) return added;
      continue;
    }
    if (find_key(program, key) == nullptr) {
      return fail(ErrorKind::usage, fmt::format("unknown key {}", key), place(name, line),
                  std::string(remedy));
    }
    auto text = text_of(node);
    if (!text) {
      return fail(ErrorKind::usage,
                  fmt::format("{} must be text, a whole number, true or false", key),
                  place(name, line));
    }
    out.emplace(key, FileValue{std::move(*text), line});
  }
  return {};
}

}  // namespace

Expected<FileValues> parse_config(std::string_view toml, std::string_view name,
                                  const ProgramSpec& program) {
  try {
    const toml::table table = toml::parse(toml, name);
    FileValues out;
    auto added = add_table(table, "", name, program, out);
    if (!added) return std::unexpected(added.error());
    return out;
  } catch (const toml::parse_error& error) {
    return fail(ErrorKind::usage, fmt::format("not TOML: {}", error.description()),
                place(name, error.source().begin.line));
  }
}

Expected<FileValues> read_config(const std::string& path, const ProgramSpec& program) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  if (!in || !(text << in.rdbuf())) {
    return fail(ErrorKind::usage, "cannot read the configuration file", path,
                "Check the path and its rights");
  }
  if (text.view().size() > config_bytes_max) {
    return fail(ErrorKind::usage,
                fmt::format("the configuration file is larger than {} bytes", config_bytes_max),
                path);
  }
  return parse_config(text.view(), path, program);
}

}  // namespace apsis
