// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/pg/server_process.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

namespace apsis {
namespace {

constexpr std::size_t output_limit_bytes = 64 * 1024;
constexpr std::size_t tail_limit_bytes = 600;

[[noreturn]] void run_child(char* const* arguments, const ServerUser& user, int output,
                            int kept_descriptor) {
  static const char* const environment[] = {"PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C",
                                            "TZ=UTC", nullptr};
  const int input = ::open("/dev/null", O_RDONLY);
  ::dup2(input, 0);
  ::dup2(output, 1);
  ::dup2(output, 2);
  // The server outlives this program: it must hold none of its sockets, locks and files.
  const int first_closed = kept_descriptor < 0 ? 3 : 4;
  if (kept_descriptor >= 0) {
    ::dup2(kept_descriptor, 3);
    ::fcntl(3, F_SETFD, 0);
  }
  ::syscall(SYS_close_range, static_cast<unsigned>(first_closed), ~0u, 0u);
  ::umask(0077);
  if (::chdir("/") != 0 || !become(user)) ::_exit(126);
  ::execve(arguments[0], arguments, const_cast<char* const*>(environment));
  ::_exit(127);
}

std::string read_output(int descriptor) {
  std::string out;
  char buffer[4096];
  while (true) {
    const ssize_t got = ::read(descriptor, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return out;
    const std::size_t room = output_limit_bytes - std::min(output_limit_bytes, out.size());
    out.append(buffer, std::min(room, static_cast<std::size_t>(got)));
  }
}

}  // namespace

ProgramResult run_program(const std::vector<std::string>& arguments, const ServerUser& user,
                          int kept_descriptor) {
  ProgramResult out;
  int pipe_ends[2];
  if (::pipe2(pipe_ends, O_CLOEXEC) != 0) return out;
  std::vector<char*> raw;
  for (const std::string& argument : arguments) raw.push_back(const_cast<char*>(argument.c_str()));
  raw.push_back(nullptr);
  const pid_t child = ::fork();
  if (child == 0) run_child(raw.data(), user, pipe_ends[1], kept_descriptor);
  ::close(pipe_ends[1]);
  if (child > 0) {
    out.output = read_output(pipe_ends[0]);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (WIFEXITED(status)) out.exit_status = WEXITSTATUS(status);
  }
  ::close(pipe_ends[0]);
  return out;
}

std::string tail_of(const std::string& text) {
  std::string out =
      text.size() > tail_limit_bytes ? text.substr(text.size() - tail_limit_bytes) : text;
  while (!out.empty() && (out.back() == '\n' || out.back() == ' ')) out.pop_back();
  for (char& c : out)
    if (c == '\n' || c == '\t') c = ' ';
  return out;
}

}  // namespace apsis
