// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/ops/command_line.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <map>
#include <memory>

#include "core/ops/print_config.hpp"
#include "core/ops/version.hpp"

namespace apsis {
namespace {

constexpr int status_usage = 2;
constexpr const char* config_variable = "APSIS_CONFIG";

/// The command line as CLI11 sees it; it writes into these fields while parsing.
struct Parser {
  CLI::App app;
  std::map<std::string, std::string, std::less<>> texts;  ///< by name of option and command
  std::map<std::string, bool, std::less<>> toggles;
  std::map<std::string, std::vector<std::string>, std::less<>> operands;
  std::map<std::string, CLI::App*, std::less<>> commands;
  std::string config_path;
  bool print_config = false;
  bool sample_config = false;
};

bool takes_words(const OptionSpec& option) {
  return option.kind == OptionKind::operands || option.kind == OptionKind::words;
}

void add_option(Parser& parser, CLI::App& app, const OptionSpec& option, std::string_view command) {
  const std::string slot = fmt::format("{} {}", command, name_of(option));
  const std::string flag(option.flag);
  std::string help(option.help);
  if (takes_words(option)) {
    auto* added = app.add_option(flag, parser.operands[slot], help);
    added->required(option.kind == OptionKind::operands);
    return;
  }
  if (option.kind == OptionKind::toggle) {
    app.add_flag(flag, parser.toggles[slot], help);
    return;
  }
  if (!option.fallback.empty()) help += fmt::format(" [{}]", option.fallback);
  auto* added = app.add_option(flag, parser.texts[slot], help);
  added->type_name(std::string(option.value.empty() ? "TEXT" : option.value));
}

/// The CLI11 command for a name of one or two words.
CLI::App& add_command(Parser& parser, const CommandSpec& command) {
  const std::string name(command.name);
  const auto space = name.find(' ');
  if (space == std::string::npos) {
    return *parser.app.add_subcommand(name, std::string(command.help));
  }
  const std::string group = name.substr(0, space);
  auto* outer = parser.commands[group];
  if (outer == nullptr) {
    outer = parser.app.add_subcommand(group, fmt::format("Commands on a {}", group));
    outer->require_subcommand(1);
    parser.commands[group] = outer;
  }
  return *outer->add_subcommand(name.substr(space + 1), std::string(command.help));
}

void describe(Parser& parser, const ProgramSpec& program) {
  CLI::App& app = parser.app;
  app.name(std::string(program.name));
  app.description(std::string(program.help));
  app.set_version_flag("--version", fmt::format("{} {}", program.name, version()));
  app.add_flag("--sample-config", parser.sample_config,
               "Print a configuration file with every key at its default, and end");
  for (const CommandSpec& command : program.commands) {
    CLI::App& added = add_command(parser, command);
    parser.commands[std::string(command.name)] = &added;
    added.add_option("--config", parser.config_path,
                     fmt::format("Configuration file (TOML) [{}]", config_variable));
    added.add_flag("--print-config", parser.print_config,
                   "Print the effective configuration and where each value came from, and end");
    for (const OptionSpec& option : program.options) {
      if (knows(option, command.name)) add_option(parser, added, option, command.name);
    }
  }
}

/// Values of the flags that were given to `command`.
FlagValues given_flags(const Parser& parser, const ProgramSpec& program,
                       const std::string& command) {
  FlagValues out;
  const CLI::App& app = *parser.commands.at(command);
  for (const OptionSpec& option : program.options) {
    if (takes_words(option) || !knows(option, command)) continue;
    if (app.count(std::string(option.flag)) == 0) continue;
    const std::string slot = fmt::format("{} {}", command, name_of(option));
    out.emplace(name_of(option), option.kind == OptionKind::toggle
                                     ? (parser.toggles.at(slot) ? "true" : "false")
                                     : parser.texts.at(slot));
  }
  return out;
}

std::vector<std::string> given_operands(const Parser& parser, const ProgramSpec& program,
                                        const std::string& command) {
  for (const OptionSpec& option : program.options) {
    if (!takes_words(option) || !knows(option, command)) continue;
    return parser.operands.at(fmt::format("{} {}", command, name_of(option)));
  }
  return {};
}

std::string parsed_command(const Parser& parser, const ProgramSpec& program) {
  for (const CommandSpec& command : program.commands) {
    const std::string name(command.name);
    if (parser.commands.at(name)->parsed()) return name;
  }
  return {};
}

EarlyExit mistake(const ProgramSpec& program, const Error& error) {
  return {status_usage, fmt::format("{}: {}\n", program.name, error.text())};
}

Expected<Settings> settle(const Parser& parser, const ProgramSpec& program,
                          const std::string& command, const Environment& environment) {
  std::string path = parser.config_path;
  if (path.empty()) path = environment(config_variable).value_or("");
  FileValues file;
  if (!path.empty()) {
    auto read = read_config(path, program);
    if (!read) return std::unexpected(read.error());
    file = std::move(*read);
  }
  return resolve(program, given_flags(parser, program, command), environment, file, path);
}

}  // namespace

std::expected<Invocation, EarlyExit> read_call(const ProgramSpec& program, int argc,
                                               const char* const* argv,
                                               const Environment& environment) {
  Parser parser;
  describe(parser, program);
  try {
    parser.app.parse(argc, argv);
  } catch (const CLI::Success& success) {
    std::ostringstream out;
    parser.app.exit(success, out, out);
    return std::unexpected(EarlyExit{0, out.str()});
  } catch (const CLI::ParseError& error) {
    return std::unexpected(EarlyExit{
        status_usage,
        fmt::format("{}: {}. Run {} --help\n", program.name, error.what(), program.name)});
  }
  if (parser.sample_config) return std::unexpected(EarlyExit{0, sample_config(program)});
  const std::string command = parsed_command(parser, program);
  if (command.empty()) {
    return std::unexpected(EarlyExit{
        status_usage,
        fmt::format("{}: a command is missing. Run {} --help\n", program.name, program.name)});
  }
  auto settings = settle(parser, program, command, environment);
  if (!settings) return std::unexpected(mistake(program, settings.error()));
  if (parser.print_config) {
    return std::unexpected(EarlyExit{0, print_config(program, *settings)});
  }
  return Invocation{command, given_operands(parser, program, command), std::move(*settings)};
}

}  // namespace apsis
