// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/ops/log.hpp"

#include <fmt/chrono.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "core/ops/redact.hpp"

namespace apsis {
namespace {

enum class LogFormat { human, json };

/// spdlog asks for a class; both formats share the redaction.
class RedactingFormatter final : public spdlog::formatter {
 public:
  explicit RedactingFormatter(LogFormat format) : format_(format) {}

  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override {
    const std::string text =
        redact(std::string_view(message.payload.data(), message.payload.size()));
    const auto level = spdlog::level::to_string_view(message.level);
    const std::string_view level_name(level.data(), level.size());
    const auto since =
        std::chrono::duration_cast<std::chrono::milliseconds>(message.time.time_since_epoch());
    const std::string time = fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z",
                                         fmt::gmtime(since.count() / 1000), since.count() % 1000);
    const std::string line = format_ == LogFormat::human
                                 ? fmt::format("{} {:7} {}\n", time, level_name, text)
                                 : json_line(time, level_name, text);
    out.append(line.data(), line.data() + line.size());
  }

  std::unique_ptr<spdlog::formatter> clone() const override {
    return std::make_unique<RedactingFormatter>(format_);
  }

 private:
  static std::string json_line(const std::string& time, std::string_view level,
                               const std::string& text) {
    const nlohmann::ordered_json line = {{"time", time}, {"level", level}, {"message", text}};
    // Bytes that are not UTF-8 (a node's answer, say) must not stop the log.
    return line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  }

  LogFormat format_;
};

}  // namespace

Expected<void> start_log(std::string_view format, std::string_view level) {
  if (format != "human" && format != "json") {
    return fail(ErrorKind::usage, fmt::format("unknown log format '{}'", format), "--log-format",
                "Use human or json");
  }
  const auto parsed = spdlog::level::from_str(std::string(level));
  if (parsed == spdlog::level::off && level != "off") {
    return fail(ErrorKind::usage, fmt::format("unknown log level '{}'", level), "--log-level",
                "Use trace, debug, info, warn, error or off");
  }
  auto logger =
      std::make_shared<spdlog::logger>("apsis", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_formatter(
      std::make_unique<RedactingFormatter>(format == "json" ? LogFormat::json : LogFormat::human));
  logger->set_level(parsed);
  spdlog::set_default_logger(std::move(logger));
  return {};
}

}  // namespace apsis
