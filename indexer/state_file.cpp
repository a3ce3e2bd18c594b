// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/state_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "core/endian.hpp"
#include "core/hash/sha256.hpp"

namespace apsis {
namespace {

constexpr std::uint8_t magic[8] = {'A', 'P', 'S', 'I', 'S', 'S', 'T', 'A'};
constexpr std::size_t head_checked = state_file_head - 32;
constexpr const char* remedy = "It is left out; remove it when it is of no use";

struct Head {
  StateNote note;
  std::uint64_t length;
  Bytes32 checksum;
};

Expected<Head> parse_head(ByteSpan bytes, const std::string& where) {
  if (bytes.size() < state_file_head || !std::equal(magic, magic + 8, bytes.begin())) {
    return fail(ErrorKind::decode, "this is no kept state", where, remedy);
  }
  const auto version = load_le<std::uint32_t>(bytes.data() + 8);
  if (version != state_file_version) {
    return fail(ErrorKind::decode,
                "it has version " + std::to_string(version) + ", this program knows " +
                    std::to_string(state_file_version),
                where, remedy);
  }
  if (sha256(bytes.first(head_checked)) != to_array<32>(bytes.subspan(head_checked))) {
    return fail(ErrorKind::decode, "its head was damaged", where, remedy);
  }
  Head out;
  out.note.chain = to_array<32>(bytes.subspan(16));
  out.note.slot = load_le<std::uint64_t>(bytes.data() + 48);
  out.note.first_epoch = load_le<std::uint64_t>(bytes.data() + 56);
  out.note.block_slot = load_le<std::uint64_t>(bytes.data() + 64);
  out.note.block_root = to_array<32>(bytes.subspan(72));
  out.note.state_root = to_array<32>(bytes.subspan(104));
  out.length = load_le<std::uint64_t>(bytes.data() + 136);
  out.checksum = to_array<32>(bytes.subspan(144));
  return out;
}

Expected<Head> read_head(std::ifstream& file, const std::filesystem::path& path) {
  Bytes bytes(state_file_head);
  file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
  auto head = parse_head(bytes, path.string());
  if (!head) return head;
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  if (error || size != state_file_head + head->length) {
    return fail(ErrorKind::decode,
                std::to_string(size) + " bytes instead of " +
                    std::to_string(state_file_head + head->length),
                path.string(), remedy);
  }
  return head;
}

/// Writes all of it; 0 or an errno.
int write_all(int file, ByteSpan bytes) {
  while (!bytes.empty()) {
    const ssize_t done = ::write(file, bytes.data(), bytes.size());
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return done == 0 ? ENOSPC : errno;
    bytes = bytes.subspan(static_cast<std::size_t>(done));
  }
  return 0;
}

/// A name that was given lasts only when its folder is synced, too.
void sync_folder(const std::filesystem::path& folder) {
  const int file = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return;
  ::fsync(file);
  ::close(file);
}

}  // namespace

Bytes state_file_head_of(const StateNote& note, ByteSpan state) {
  Bytes out(state_file_head);
  std::copy(magic, magic + 8, out.begin());
  store_le(out.data() + 8, state_file_version);
  std::copy(note.chain.begin(), note.chain.end(), out.begin() + 16);
  store_le(out.data() + 48, note.slot);
  store_le(out.data() + 56, note.first_epoch);
  store_le(out.data() + 64, note.block_slot);
  std::copy(note.block_root.begin(), note.block_root.end(), out.begin() + 72);
  std::copy(note.state_root.begin(), note.state_root.end(), out.begin() + 104);
  store_le(out.data() + 136, static_cast<std::uint64_t>(state.size()));
  const Bytes32 checksum = sha256(state);
  std::copy(checksum.begin(), checksum.end(), out.begin() + 144);
  const Bytes32 own = sha256(ByteSpan(out).first(head_checked));
  std::copy(own.begin(), own.end(), out.begin() + head_checked);
  return out;
}

Expected<StateNote> read_state_note(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  const auto head = read_head(file, path);
  if (!head) return std::unexpected(head.error());
  return head->note;
}

Expected<Bytes> read_state_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  const auto head = read_head(file, path);
  if (!head) return std::unexpected(head.error());
  Bytes out(head->length);
  file.read(reinterpret_cast<char*>(out.data()), static_cast<std::streamsize>(out.size()));
  if (!file || sha256(out) != head->checksum) {
    return fail(ErrorKind::decode, "its checksum differs", path.string(), remedy);
  }
  return out;
}

Expected<void> write_whole_file(const std::filesystem::path& path, ByteSpan head, ByteSpan body) {
  const std::string temporary = path.string() + "." + std::to_string(::getpid()) + ".new";
  const int file =
      ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
  int error = file < 0 ? errno : write_all(file, head);
  if (error == 0) error = write_all(file, body);
  if (error == 0 && ::fsync(file) != 0) error = errno;
  if (file >= 0 && ::close(file) != 0 && error == 0) error = errno;
  if (error == 0 && ::rename(temporary.c_str(), path.c_str()) != 0) error = errno;
  if (error == 0) {
    sync_folder(path.parent_path());
    return {};
  }
  if (file >= 0) ::unlink(temporary.c_str());
  return fail(ErrorKind::unavailable, std::strerror(error), path.string(),
              "Make room or choose another --state-dir");
}

}  // namespace apsis
