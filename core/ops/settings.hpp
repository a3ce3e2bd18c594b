// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/ops/config_file.hpp"
#include "core/ops/option.hpp"

namespace apsis {

/// A value and where it came from: "default", "file NAME line N", "environment NAME" or
/// "flag --NAME".
struct Setting {
  std::string text;
  std::string origin;
};

/// The options of one call, checked against their kinds, by name_of(option).
class Settings {
 public:
  explicit Settings(std::map<std::string, Setting, std::less<>> values)
      : values_(std::move(values)) {}

  /// Text of a setting; names that the program does not have are our own mistake (CHECK).
  const std::string& text(std::string_view name) const { return setting(name).text; }
  /// A count; empty text is no value.
  std::optional<std::uint64_t> count(std::string_view name) const;
  /// Value of a toggle.
  bool enabled(std::string_view name) const { return text(name) == "true"; }
  /// Text that must not be empty: else an error that names flag, key and variable.
  Expected<std::string> required(std::string_view name) const;
  /// The value with its origin.
  const Setting& setting(std::string_view name) const;

 private:
  std::map<std::string, Setting, std::less<>> values_;
};

/// Values of flags that were given, by name_of(option).
using FlagValues = std::map<std::string, std::string, std::less<>>;
/// Looks up an environment variable.
using Environment = std::function<std::optional<std::string>(const std::string&)>;

/// Environment variable of a key: APSIS_ and the key in capitals, '.' and '-' as '_'.
std::string variable_of(std::string_view key);

/// Environment of the process.
std::optional<std::string> process_environment(const std::string& name);

/// Puts the values together: flags before environment before file before default. Each value is
/// checked against its option's kind; the error names the value's origin.
Expected<Settings> resolve(const ProgramSpec& program, const FlagValues& flags,
                           const Environment& environment, const FileValues& file,
                           std::string_view file_name);

}  // namespace apsis
