// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace apsis {

/// What the text of an option must be.
enum class OptionKind {
  text,      ///< anything
  count,     ///< a whole number from 0 to 2^64 - 1
  choice,    ///< one of the words in `value`, which are parted by '|'
  toggle,    ///< true or false; on the command line a flag without a value
  operands,  ///< words of the command line without a flag, at least one; not in file or environment
  words      ///< the same, but there may be none
};

/// One option of a program. Its table is the only place that names it: flags, help, file,
/// environment, sample and `--print-config` are made from it.
struct OptionSpec {
  /// Place in the file, "key" or "section.key"; as environment variable APSIS_KEY or
  /// APSIS_SECTION_KEY. Empty: command line alone.
  std::string_view key = {};
  /// "--flag"; for operands the name to show in the help.
  std::string_view flag = {};
  OptionKind kind = OptionKind::text;
  /// What the help shows for the value; the words of a choice.
  std::string_view value = {};
  /// Text of the value when nobody gives one.
  std::string_view fallback = {};
  /// Commands that know it, parted by '|'; empty: all.
  std::string_view commands = {};
  /// One sentence.
  std::string_view help = {};
};

/// One command; a name of two words ("tree build") is a command within a command.
struct CommandSpec {
  std::string_view name;
  std::string_view help;
};

/// A program as its users see it.
struct ProgramSpec {
  std::string_view name;
  std::string_view help;
  std::span<const CommandSpec> commands;
  std::span<const OptionSpec> options;
  /// Sections of the file that belong to the other program; they are not looked into.
  std::span<const std::string_view> other_sections = {};
};

/// Whether `command` knows the option.
bool knows(const OptionSpec& option, std::string_view command);

/// Name under which settings keep the option: its key, else its flag.
std::string_view name_of(const OptionSpec& option);

}  // namespace apsis
