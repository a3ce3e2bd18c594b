// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/wallet/secret_file.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "oracle/wallet/signer.hpp"
#include "tests/core/temporary_folder.hpp"
#include "tests/oracle/wallet/test_bytes.hpp"
#include "tests/oracle/wallet/wallet_texts.hpp"

using namespace apsis;

namespace {

std::filesystem::path file_with(const TemporaryFolder& folder, const std::string& name,
                                std::string_view text, ::mode_t mode = 0600) {
  const std::filesystem::path path = folder / name;
  std::ofstream(path, std::ios::binary) << text;
  ::chmod(path.c_str(), mode);
  return path;
}

std::string text_of(const LockedBytes& bytes) {
  return {bytes.view().begin(), bytes.view().end()};
}

}  // namespace

TEST_CASE("a file with a secret is read only if nobody else may") {
  const TemporaryFolder folder;
  CHECK(text_of(read_secret_file(file_with(folder, "a", "secret\n")).value()) == "secret\n");
  CHECK(text_of(read_secret_file(file_with(folder, "b", "secret", 0400)).value()) == "secret");
  for (const ::mode_t mode : {0640, 0604, 0620, 0610, 0666, 0777}) {
    const auto read = read_secret_file(file_with(folder, "c", "secret", mode));
    REQUIRE_FALSE(read);
    CHECK(read.error().kind == ErrorKind::usage);
    CHECK(read.error().text().find("others may use it") != std::string::npos);
  }
  CHECK_FALSE(read_secret_file(folder / "none"));
  CHECK_FALSE(read_secret_file(folder.path()));
  const auto large =
      read_secret_file(file_with(folder, "large", std::string(max_secret_file_bytes + 1, 'x')));
  REQUIRE_FALSE(large);
  CHECK(large.error().what.find("more than") != std::string::npos);
}

TEST_CASE("a password file loses its line ends alone") {
  const TemporaryFolder folder;
  CHECK(text_of(read_password_file(file_with(folder, "a", " pass word \r\n\n")).value()) ==
        " pass word ");
  const auto empty = read_password_file(file_with(folder, "b", "\n"));
  REQUIRE_FALSE(empty);
  CHECK(empty.error().what == "is empty");
}

TEST_CASE("a file with a secret is written for its owner alone and never over another") {
  const TemporaryFolder folder;
  const std::filesystem::path path = folder / "wallet";
  REQUIRE(write_secret_file(path, bytes_of("one")));
  struct ::stat facts {};
  REQUIRE(::stat(path.c_str(), &facts) == 0);
  CHECK((facts.st_mode & 07777) == 0600);
  CHECK(text_of(read_secret_file(path).value()) == "one");
  const auto again = write_secret_file(path, bytes_of("two"));
  REQUIRE_FALSE(again);
  CHECK(again.error().kind == ErrorKind::usage);
  CHECK(text_of(read_secret_file(path).value()) == "one");
  CHECK_FALSE(std::filesystem::exists(folder / "wallet.new"));
  CHECK_FALSE(write_secret_file(folder / "no/such/folder", bytes_of("x")));
}

TEST_CASE("secrets move and shrink") {
  LockedBytes bytes = LockedBytes::copy_of(bytes_of("0123456789")).value();
  const std::uint8_t* place = bytes.data();
  LockedBytes moved = std::move(bytes);
  CHECK(bytes.data() == nullptr);
  CHECK(moved.data() == place);
  moved.shrink(4);
  CHECK(text_of(moved) == "0123");
  CHECK(place[4] == 0);
}

TEST_CASE("a process that may not lock memory gets no secret") {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  MESSAGE("skipped: the sanitizer's mlock locks nothing and never fails");
  return;
#endif
  const ::pid_t child = ::fork();
  if (child == 0) {
    // Another user has no right to lock more than the limit.
    if (::geteuid() == 0 && ::setuid(65'534) != 0) ::_exit(3);
    const ::rlimit none{0, 0};
    if (::setrlimit(RLIMIT_MEMLOCK, &none) != 0) ::_exit(3);
    const auto locked = LockedBytes::make(32);
    ::_exit(!locked && locked.error().what == "cannot lock memory for a secret" ? 0 : 1);
  }
  int status = -1;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
}

TEST_CASE("a wallet opens by its files, and only the one of the voter") {
  const TemporaryFolder folder;
  const auto wallet = file_with(folder, "wallet", plain_wallet);
  const auto password = file_with(folder, "password", "correct horse battery staple\n");
  WalletSource source{.file = wallet, .password_file = password};
  CHECK_FALSE(source.is_none());
  CHECK(WalletSource{}.is_none());
  CHECK(to_hex(Signer::open(source).value().address()) == test_address_hex);
  source.address = array_from_hex<20>(test_address_hex);
  CHECK(Signer::open(source));
  source.address = Bytes20{1};
  CHECK(Signer::open(source).error().kind == ErrorKind::usage);
  const auto keystore = file_with(folder, "v3", v3_short_key);
  const auto foo = file_with(folder, "foo", "foo");
  CHECK(Signer::open({.file = keystore, .password_file = foo}));
  CHECK_FALSE(Signer::open({.file = keystore, .password_file = password}));
  CHECK_FALSE(Signer::open({.file = keystore}));
  CHECK_FALSE(Signer::open({.file = file_with(folder, "text", "hello"), .password_file = foo}));
  CHECK_FALSE(Signer::open({}));
  CHECK_FALSE(Signer::open({.file = wallet, .password_file = password, .remote_url = "http://x"}));
  CHECK_FALSE(Signer::open(
      {.file = file_with(folder, "open", plain_wallet, 0644), .password_file = password}));
}
