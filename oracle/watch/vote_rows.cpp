// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/watch/vote_rows.hpp"

#include <nlohmann/json.hpp>

#include "core/hex.hpp"

namespace apsis {

namespace {

/// Text form of bytea.
std::string bytea(ByteSpan bytes) {
  return "\\x" + to_hex_bare(bytes);
}

template <std::size_t N>
std::array<std::uint8_t, N> bytes_of(const pqxx::field& field) {
  // PostgreSQL writes bytea as \x and hex digits.
  return array_from_hex<N>(std::string_view(field.c_str()).substr(2)).value();
}

/// For libpqxx, which takes no views.
std::string kind_text(VoteKind kind) {
  return std::string(vote_kind_name(kind));
}

std::uint64_t number_of(const pqxx::field& field) {
  return field.as<std::uint64_t>();
}

VoteValues values_of(const pqxx::field& field) {
  VoteValues out;
  const auto json = nlohmann::ordered_json::parse(field.c_str());
  for (const auto& [name, text] : json.items()) out.push_back({name, text.get<std::string>()});
  return out;
}

/// A signed number of any size; rows hold only what this program wrote.
int256 amount_of(const pqxx::field& field) {
  return int256(field.c_str());
}

void insert_vote(pqxx::work& work, const VoteEvent& vote) {
  const std::optional<std::string> member =
      vote.member ? std::optional(bytea(*vote.member)) : std::nullopt;
  work.exec_params("INSERT INTO votes VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                   vote.log.block, vote.log.index, kind_text(vote.kind), vote.subject, member,
                   bytea(vote_hash(vote.values)), vote_json(vote.values), vote.time,
                   bytea(vote.log.contract), bytea(vote.log.block_hash),
                   bytea(vote.log.transaction));
}

VoteEvent vote_of(VoteKind kind, const pqxx::row& row) {
  VoteEvent out{kind,
                number_of(row["subject"]),
                std::nullopt,
                values_of(row["vote_values"]),
                number_of(row["vote_time"]),
                {}};
  if (!row["member"].is_null()) out.member = bytes_of<20>(row["member"]);
  out.log.block = number_of(row["block"]);
  out.log.index = number_of(row["log_index"]);
  out.log.contract = bytes_of<20>(row["contract"]);
  out.log.block_hash = bytes_of<32>(row["block_hash"]);
  out.log.transaction = bytes_of<32>(row["transaction_hash"]);
  return out;
}

std::optional<OwnVote> own_vote_of(pqxx::work& work, VoteKind kind, const pqxx::result& rows) {
  if (rows.empty()) return std::nullopt;
  OwnVote out{kind, number_of(rows[0]["subject"]), number_of(rows[0]["slot_time"]),
              values_of(rows[0]["vote_values"])};
  for (const auto& row :
       work.exec_params("SELECT term, value FROM own_vote_terms WHERE kind = $1 AND subject = $2",
                        kind_text(kind), out.subject))
    out.terms[row["term"].as<std::string>()] = amount_of(row["value"]);
  return out;
}

}  // namespace

Expected<std::optional<WatchedBlocks>> watched_blocks(Connection& connection) {
  return connection.guarded([&]() -> Expected<std::optional<WatchedBlocks>> {
    pqxx::work work(connection.sql());
    const auto rows = work.exec("SELECT final_block, head_block FROM watch_state");
    if (rows.empty()) return std::nullopt;
    return WatchedBlocks{number_of(rows[0][0]), number_of(rows[0][1])};
  });
}

Expected<void> store_votes(Connection& connection, std::uint64_t first_block,
                           const WatchedBlocks& blocks, std::span<const VoteEvent> votes) {
  return connection.guarded([&]() -> Expected<void> {
    pqxx::work work(connection.sql());
    work.exec_params("DELETE FROM votes WHERE block >= $1", first_block);
    for (const VoteEvent& vote : votes) insert_vote(work, vote);
    work.exec_params(
        "INSERT INTO watch_state VALUES (true, $1, $2, 0, 0) ON CONFLICT (only_row) DO UPDATE SET "
        "final_block = $1, head_block = $2",
        blocks.final_block, blocks.head_block);
    work.commit();
    return {};
  });
}

Expected<void> store_membership(Connection& connection, const OracleMembership& membership) {
  return connection.guarded([&]() -> Expected<void> {
    pqxx::work work(connection.sql());
    std::string listed = "{";
    for (const OracleMember& member : membership.members) {
      work.exec_params(
          "INSERT INTO oracle_members VALUES ($1, $2, $3, NULL) ON CONFLICT (member) DO UPDATE SET "
          "name = $2, joined_time = $3, left_time = NULL",
          bytea(member.address), member.name, member.joined_time);
      listed += (listed.size() > 1 ? ",\"\\" : "\"\\") + bytea(member.address) + "\"";
    }
    work.exec_params(
        "UPDATE oracle_members SET left_time = $1 WHERE left_time IS NULL AND NOT member = "
        "ANY($2::bytea[])",
        membership.time, listed + "}");
    work.exec_params(
        "INSERT INTO watch_state VALUES (true, 0, 0, $1, $2) ON CONFLICT (only_row) DO UPDATE SET "
        "threshold = $1, member_count = $2",
        to_decimal(membership.threshold), membership.members.size());
    work.commit();
    return {};
  });
}

Expected<void> store_own_vote(Connection& connection, const OwnVote& vote) {
  return connection.guarded([&]() -> Expected<void> {
    pqxx::work work(connection.sql());
    const std::string kind = kind_text(vote.kind);
    work.exec_params("DELETE FROM own_votes WHERE kind = $1 AND subject = $2", kind, vote.subject);
    work.exec_params("INSERT INTO own_votes VALUES ($1, $2, $3, $4, $5)", kind, vote.subject,
                     bytea(vote_hash(vote.values)), vote_json(vote.values), vote.slot_time);
    for (const auto& [term, value] : vote.terms)
      work.exec_params("INSERT INTO own_vote_terms VALUES ($1, $2, $3, $4)", kind, vote.subject,
                       term, value.str());
    work.commit();
    return {};
  });
}

Expected<void> store_reasons(Connection& connection, VoteKind kind, std::uint64_t subject,
                             const Bytes20& member, std::span<const DifferenceReason> reasons) {
  return connection.guarded([&]() -> Expected<void> {
    pqxx::work work(connection.sql());
    work.exec_params(
        "DELETE FROM vote_differences WHERE kind = $1 AND subject = $2 AND member = $3",
        kind_text(kind), subject, bytea(member));
    for (std::size_t place = 0; place < reasons.size(); ++place)
      work.exec_params("INSERT INTO vote_differences VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                       kind_text(kind), subject, bytea(member), place, reasons[place].term,
                       reasons[place].subject, reasons[place].change, reasons[place].text);
    work.commit();
    return {};
  });
}

Expected<std::optional<OwnVote>> load_own_vote(Connection& connection, VoteKind kind,
                                               std::uint64_t subject) {
  return connection.guarded([&]() -> Expected<std::optional<OwnVote>> {
    pqxx::work work(connection.sql());
    const auto rows = work.exec_params("SELECT * FROM own_votes WHERE kind = $1 AND subject = $2",
                                       kind_text(kind), subject);
    return own_vote_of(work, kind, rows);
  });
}

Expected<std::optional<OwnVote>> load_own_vote_before(Connection& connection, VoteKind kind,
                                                      std::uint64_t subject) {
  return connection.guarded([&]() -> Expected<std::optional<OwnVote>> {
    pqxx::work work(connection.sql());
    const auto rows = work.exec_params(
        "SELECT * FROM own_votes WHERE kind = $1 AND subject < $2 ORDER BY subject DESC LIMIT 1",
        kind_text(kind), subject);
    return own_vote_of(work, kind, rows);
  });
}

Expected<std::vector<VoteEvent>> load_votes(Connection& connection, VoteKind kind,
                                            std::uint64_t subject) {
  return connection.guarded([&]() -> Expected<std::vector<VoteEvent>> {
    pqxx::work work(connection.sql());
    std::vector<VoteEvent> out;
    for (const auto& row : work.exec_params(
             "SELECT * FROM votes WHERE kind = $1 AND subject = $2 ORDER BY block, log_index",
             kind_text(kind), subject))
      out.push_back(vote_of(kind, row));
    return out;
  });
}

}  // namespace apsis
