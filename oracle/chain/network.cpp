// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/chain/network.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <sstream>

#include "core/hex.hpp"
#include "core/ops/config_file.hpp"

namespace apsis {

namespace {

constexpr OptionSpec network_keys[] = {
    {.key = "name", .flag = "--name", .help = "Name of the network in published files."},
    {.key = "chain_id", .flag = "--chain-id", .kind = OptionKind::count, .help = "Chain id."},
    {.key = "rocket_storage", .flag = "--rocket-storage", .help = "Address of RocketStorage."},
    {.key = "multicall", .flag = "--multicall", .help = "Address of Multicall2."},
    {.key = "balance_checker", .flag = "--balance-checker", .help = "Address of the checker."},
    {.key = "rpl_price_pool", .flag = "--rpl-price-pool", .help = "Address of the price pool."},
    {.key = "l2_messengers", .flag = "--l2-messengers", .help = "NAME=ADDRESS, parted by ','."},
    {.key = "scroll_fee_estimator", .flag = "--scroll-fee-estimator", .help = "Its address."},
    {.key = "genesis_time",
     .flag = "--genesis-time",
     .kind = OptionKind::count,
     .help = "Time of the beacon chain's genesis."},
    {.key = "seconds_per_slot",
     .flag = "--seconds-per-slot",
     .kind = OptionKind::count,
     .help = "Of the beacon chain; 12 if it is not given."},
    {.key = "slots_per_epoch",
     .flag = "--slots-per-epoch",
     .kind = OptionKind::count,
     .help = "Of the beacon chain; 32 if it is not given."},
};
constexpr ProgramSpec network_file = {"network file", "A network.", {}, network_keys};

Bytes20 known(std::string_view address) {
  return array_from_hex<20>(address).value_or(Bytes20{});
}

Network mainnet() {
  return {.name = "mainnet",
          .chain_id = 1,
          .rocket_storage = known("1d8f8f00cfa6758d7be78336684788fb0ee0fa46"),
          .multicall = known("5ba1e12693dc8f9c48aad8770482f4739beed696"),
          .balance_checker = known("b1f8e55c7f64d203c1400b9d8555d050f94adf39"),
          .rpl_price_pool = known("e42318ea3b998e8355a3da364eb9d48ec725eb45"),
          .genesis_time = 1606824023,
          .has_l2_messengers = true};
}

Network hoodi() {
  return {.name = "testnet",
          .chain_id = 560048,
          .rocket_storage = known("594fb75d3dc2dfa0150ad03f99f97817747dd4e1"),
          .multicall = known("c5fa61aa6ec012d1a2ea38f31adaf4d06c8725e7"),
          .balance_checker = known("b80b500cf68a956b6f149f1c48e8f07eef4486ce"),
          .rpl_price_pool = known("0ca239d8ac5e49e3203d60eaf86baa6712e5b454"),
          .genesis_time = 1742213400};
}

/// Reads keys and keeps the first thing that was wrong.
class KeyReader {
 public:
  KeyReader(const FileValues& values, std::string_view where) : values_(values), where_(where) {}

  std::string text(std::string_view key) {
    const auto found = values_.find(key);
    if (found != values_.end()) return found->second.text;
    wrong(fmt::format("the key {} is missing", key), std::string(where_));
    return {};
  }
  std::uint64_t count(std::string_view key) {
    const std::string digits = text(key);
    std::uint64_t out = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
    if (error != std::errc() || end != digits.data() + digits.size() || out == 0)
      wrong("is no number above 0", place(key));
    return out;
  }
  std::optional<Bytes20> address(std::string_view key, bool needed) {
    if (!needed && !values_.contains(key)) return std::nullopt;
    const auto out = array_from_hex<20>(text(key));
    if (!out) wrong("is no address", place(key));
    return out;
  }
  /// NAME=ADDRESS, parted by commas.
  std::map<std::string, Bytes20, std::less<>> addresses(std::string_view key) {
    std::map<std::string, Bytes20, std::less<>> out;
    if (!values_.contains(key)) return out;
    std::stringstream list(text(key));
    for (std::string one; std::getline(list, one, ',');) {
      const std::size_t sign = std::min(one.find('='), one.size());
      const auto address = array_from_hex<20>(one.substr(std::min(sign + 1, one.size())));
      if (!address || sign == 0) wrong("is no list of NAME=ADDRESS", place(key));
      out[one.substr(0, sign)] = address.value_or(Bytes20{});
    }
    return out;
  }
  const std::optional<Error>& problem() const { return problem_; }

 private:
  std::string place(std::string_view key) const {
    const auto found = values_.find(key);
    if (found == values_.end()) return std::string(where_);
    return fmt::format("{} line {} {}", where_, found->second.line, key);
  }
  void wrong(std::string what, std::string where) {
    if (!problem_)
      problem_ = fail(ErrorKind::usage, std::move(what), std::move(where),
                      "a network needs name, chain_id, rocket_storage and genesis_time")
                     .error();
  }

  const FileValues& values_;
  std::string_view where_;
  std::optional<Error> problem_;
};

}  // namespace

Expected<Network> parse_network(std::string_view toml, std::string_view where) {
  const auto values = parse_config(toml, where, network_file);
  if (!values) return std::unexpected(values.error());
  KeyReader keys(*values, where);
  Network out;
  out.name = keys.text("name");
  out.chain_id = keys.count("chain_id");
  out.rocket_storage = keys.address("rocket_storage", true).value_or(Bytes20{});
  out.multicall = keys.address("multicall", false);
  out.balance_checker = keys.address("balance_checker", false);
  out.rpl_price_pool = keys.address("rpl_price_pool", false);
  out.l2_messengers = keys.addresses("l2_messengers");
  out.scroll_fee_estimator = keys.address("scroll_fee_estimator", false);
  out.genesis_time = keys.count("genesis_time");
  if (values->contains("seconds_per_slot")) out.seconds_per_slot = keys.count("seconds_per_slot");
  if (values->contains("slots_per_epoch")) out.slots_per_epoch = keys.count("slots_per_epoch");
  if (keys.problem()) return std::unexpected(*keys.problem());
  return out;
}

Expected<Network> load_network(std::string_view name_or_path) {
  if (name_or_path == "mainnet") return mainnet();
  if (name_or_path == "hoodi" || name_or_path == "testnet") return hoodi();
  std::ifstream in{std::string(name_or_path), std::ios::binary};
  std::string text(config_bytes_max + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.empty())
    return fail(ErrorKind::usage, "neither a known network nor a file that can be read",
                std::string(name_or_path), "give mainnet, hoodi or the path of a network file");
  return parse_network(text, name_or_path);
}

}  // namespace apsis
