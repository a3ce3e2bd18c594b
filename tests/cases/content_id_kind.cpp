// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/cases/content_id_kind.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/hash/sha256.hpp"
#include "core/hex.hpp"
#include "oracle/tree/content_id.hpp"

namespace apsis {

namespace {

constexpr std::size_t max_content_bytes = std::size_t{2} << 30;

/// The content of the cases: byte i is the top byte of i * 2654435761 in 32 bits.
Bytes content_of(std::size_t size) {
  Bytes out(size);
  for (std::size_t i = 0; i < size; ++i)
    out[i] = static_cast<std::uint8_t>(static_cast<std::uint32_t>(i) * 2654435761u >> 24);
  return out;
}

std::string wrong_of(const nlohmann::json& golden) {
  const auto size = golden.at("size").get<std::size_t>();
  if (size > max_content_bytes) return fmt::format("size {} is more than 2 GiB", size);
  const Bytes content = content_of(size);
  if (golden.contains("sha256") &&
      to_hex_bare(sha256(content)) != golden.at("sha256").get<std::string>())
    return fmt::format("the content of size {} has another SHA-256", size);
  const std::string found = content_id(content, golden.at("name").get<std::string>());
  const auto expected = golden.at("cid").get<std::string>();
  return found == expected ? "" : fmt::format("size {}: {} instead of {}", size, found, expected);
}

}  // namespace

bool claims_content_ids(const CasePath& path) {
  return path.has_key("cid") && path.has_key("size");
}

void run_content_ids(const CasePath& path, CaseReport& report) {
  const Expected<std::string> text = read_case_file(path.path());
  if (!text) return report.fail(path.path().string(), text.error().text());
  for (const nlohmann::json& golden : nlohmann::json::parse(*text))
    if (const std::string wrong = wrong_of(golden); !wrong.empty())
      return report.fail(path.path().string(), wrong);
  report.pass();
}

}  // namespace apsis
