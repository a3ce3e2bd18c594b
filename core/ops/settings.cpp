// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/ops/settings.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdlib>

#include "core/check.hpp"

namespace apsis {
namespace {

std::optional<std::uint64_t> parse_count(std::string_view text) {
  std::uint64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return out;
}

bool is_choice(std::string_view words, std::string_view text) {
  return !text.empty() && knows(OptionSpec{.commands = words}, text);
}

Expected<void> check_kind(const OptionSpec& option, const Setting& setting) {
  const auto wrong = [&](std::string_view expected) {
    return fail(ErrorKind::usage,
                fmt::format("{} must be {}, not '{}'", name_of(option), expected, setting.text),
                setting.origin);
  };
  switch (option.kind) {
    case OptionKind::text:
    case OptionKind::operands:
    case OptionKind::words:
      return {};
    case OptionKind::count:
      if (setting.text.empty() || parse_count(setting.text)) return {};
      return wrong("a whole number");
    case OptionKind::choice:
      if (is_choice(option.value, setting.text)) return {};
      return wrong(fmt::format("one of {}", option.value));
    case OptionKind::toggle:
      if (setting.text == "true" || setting.text == "false") return {};
      return wrong("true or false");
  }
  return {};
}

Setting choose(const OptionSpec& option, const FlagValues& flags, const Environment& environment,
               const FileValues& file, std::string_view file_name) {
  const std::string name(name_of(option));
  if (const auto found = flags.find(name); found != flags.end()) {
    return {found->second, fmt::format("flag {}", option.flag)};
  }
  if (!option.key.empty()) {
    const std::string variable = variable_of(option.key);
    if (auto text = environment(variable)) {
      return {std::move(*text), fmt::format("environment {}", variable)};
    }
    if (const auto found = file.find(name); found != file.end()) {
      return {found->second.text, fmt::format("file {} line {}", file_name, found->second.line)};
    }
  }
  const bool off = option.kind == OptionKind::toggle && option.fallback.empty();
  return {off ? "false" : std::string(option.fallback), "default"};
}

}  // namespace

const Setting& Settings::setting(std::string_view name) const {
  const auto found = values_.find(name);
  CHECK(found != values_.end());
  return found->second;
}

std::optional<std::uint64_t> Settings::count(std::string_view name) const {
  return parse_count(text(name));
}

Expected<std::string> Settings::required(std::string_view name) const {
  const Setting& found = setting(name);
  if (!found.text.empty()) return found.text;
  const bool flag_only = name.starts_with("--");
  return fail(ErrorKind::usage, fmt::format("{} is missing", name), {},
              flag_only ? fmt::format("Give {}", name)
                        : fmt::format("Give its flag, set {}, or set {} in the configuration file",
                                      variable_of(name), name));
}

std::string variable_of(std::string_view key) {
  std::string out = "APSIS_";
  for (const char c : key) {
    const bool lower = c >= 'a' && c <= 'z';
    out += lower ? static_cast<char>(c - 'a' + 'A') : (c == '.' || c == '-') ? '_' : c;
  }
  return out;
}

std::optional<std::string> process_environment(const std::string& name) {
  const char* text = std::getenv(name.c_str());
  return text == nullptr ? std::nullopt : std::optional<std::string>(text);
}

Expected<Settings> resolve(const ProgramSpec& program, const FlagValues& flags,
                           const Environment& environment, const FileValues& file,
                           std::string_view file_name) {
  std::map<std::string, Setting, std::less<>> values;
  for (const OptionSpec& option : program.options) {
    Setting setting = choose(option, flags, environment, file, file_name);
    auto good = check_kind(option, setting);
    if (!good) return std::unexpected(good.error());
    values.emplace(name_of(option), std::move(setting));
  }
  return Settings(std::move(values));
}

}  // namespace apsis
