// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/ops/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

namespace apsis {
namespace {

constexpr auto redraw_interval = std::chrono::milliseconds(100);
constexpr auto line_interval = std::chrono::seconds(5);
constexpr std::uint64_t bar_cells = 24;

}  // namespace

std::string progress_line(std::string_view title, std::string_view unit, std::uint64_t done,
                          std::uint64_t total, double seconds, std::string_view note, bool bar) {
  std::string out(title);
  if (total > 0) {
    const std::uint64_t shown = std::min(done, total);
    if (bar) {
      const std::uint64_t full = shown * bar_cells / total;
      out += fmt::format(" [{:#<{}}{:.<{}}]", "", full, "", bar_cells - full);
    }
    out += fmt::format(" {} of {} {}, {:.1f}%", done, total, unit,
                       100.0 * static_cast<double>(shown) / static_cast<double>(total));
  } else {
    out += fmt::format(" {} {}", done, unit);
  }
  if (seconds > 0) out += fmt::format(", {:.0f}/s", static_cast<double>(done) / seconds);
  if (!note.empty()) out += fmt::format(", {}", note);
  return out;
}

Progress::Progress(std::string title, std::string unit, std::uint64_t total, std::FILE* out)
    : title_(std::move(title)),
      unit_(std::move(unit)),
      total_(total),
      out_(out),
      terminal_(isatty(fileno(out)) == 1),
      start_(Clock::now()),
      next_(terminal_ ? start_ : start_ + line_interval) {}

Progress::~Progress() {
  if (line_open_) std::fputc('\n', out_);
}

void Progress::update_at(Clock::time_point now, std::uint64_t done, std::string_view note) {
  if (now < next_) return;
  next_ = now + (terminal_ ? Clock::duration(redraw_interval) : Clock::duration(line_interval));
  print(now, done, note);
}

void Progress::finish(std::uint64_t done, std::string_view note) {
  print(Clock::now(), done, note);
  if (line_open_) std::fputc('\n', out_);
  line_open_ = false;
}

void Progress::print(Clock::time_point now, std::uint64_t done, std::string_view note) {
  const double seconds = std::chrono::duration<double>(now - start_).count();
  const std::string line = progress_line(title_, unit_, done, total_, seconds, note, terminal_);
  // Erases the rest of the line, which may hold a longer text from before.
  fmt::print(out_, "{}{}{}", terminal_ ? "\r" : "", line, terminal_ ? "\033[K" : "\n");
  std::fflush(out_);
  line_open_ = terminal_;
}

}  // namespace apsis
