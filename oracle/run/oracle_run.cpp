// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/run/oracle_run.hpp"

#include <spdlog/spdlog.h>

#include <chrono>

#include "core/hex.hpp"
#include "oracle/run/watch_votes.hpp"

namespace apsis {

namespace {

std::uint64_t unix_now() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::seconds>(now).count());
}

}  // namespace

OracleRun::OracleRun(RunSettings settings, Database database, Signer* signer, Metrics& metrics,
                     std::stop_token stop)
    : settings_(std::move(settings)),
      database_(std::move(database)),
      signer_(signer),
      metrics_(metrics),
      stop_(std::move(stop)),
      nodes_(settings_.execution, settings_.network.chain_id, execution_limits, stop_),
      reader_(nodes_, settings_.network),
      keeper_(reader_, settings_.network),
      beacon_(settings_.beacon, stop_) {
  start_duties();
}

OracleRun::~OracleRun() = default;

bool OracleRun::is_busy() const {
  if (queue_ && queue_->is_busy()) return true;
  for (const auto& duty : duties_)
    if (duty->is_busy()) return true;
  return false;
}

Expected<void> OracleRun::check_nodes() {
  const Expected<std::uint64_t> genesis = beacon_.genesis_time();
  if (genesis && *genesis != settings_.network.genesis_time)
    return fail(ErrorKind::usage,
                "genesis is at " + std::to_string(*genesis) + ", that of " +
                    settings_.network.name + " at " +
                    std::to_string(settings_.network.genesis_time),
                beacon_.name(), "give a beacon node of the network");
  if (const auto checked = nodes_.check(); !checked) return checked;
  if (!genesis) return std::unexpected(genesis.error());
  return {};
}

Expected<Moment> OracleRun::look() {
  const Expected<BlockHeader> head = nodes_.header(BlockTag::latest);
  if (!head) return std::unexpected(head.error());
  const Expected<std::uint64_t> epoch = beacon_.finalized_epoch();
  if (!epoch) return std::unexpected(epoch.error());
  const bool is_same_block = last_ && last_->state.block.hash == head->hash;
  if (is_same_block && last_->finalized_epoch == *epoch) return *last_;
  const Expected<const ContractBook*> book = keeper_.at(head->hash);
  if (!book) return std::unexpected(book.error());
  const auto state = read_voting_state(reader_, **book, *head);
  if (!state) return std::unexpected(state.error());
  Moment out{**book, *state, {}, {}, *epoch, unix_now()};
  out.clock = {settings_.network.genesis_time, settings_.network.seconds_per_slot,
               settings_.network.slots_per_epoch};
  const bool keeps_members =
      last_ && last_->state.member_count == state->member_count && last_->finalized_epoch == *epoch;
  if (keeps_members) {
    out.membership = last_->membership;
    out.membership.threshold = state->threshold;
    return out;
  }
  auto membership = read_membership(reader_, **book, *state);
  if (!membership) return std::unexpected(membership.error());
  out.membership = std::move(*membership);
  return out;
}

Expected<void> OracleRun::take(Moment& moment) {
  if (!last_ || last_->finalized_epoch != moment.finalized_epoch) {
    const Expected<BlockHeader> final_header = nodes_.header(BlockTag::finalized);
    // A young chain has no final block yet: everything can still change.
    final_block_ = final_header ? final_header->number : 0;
    if (const auto done = store_membership(database_.connection, moment.membership); !done)
      return done;
    if (const auto health = nodes_.check(); !health) spdlog::warn("{}", health.error().text());
  }
  if (settings_.voter) {
    const auto voter = read_voter_state(reader_, moment.book, *settings_.voter, moment.state.block);
    if (!voter) return std::unexpected(voter.error());
    const bool was_challenged = last_ && last_->voter && last_->voter->is_challenged;
    if (voter->is_challenged && !was_challenged)
      spdlog::error("{} is challenged: it must answer within the window, or the bond is lost",
                    to_hex(*settings_.voter));
    moment.voter = *voter;
  }
  const auto watched = watch_votes(nodes_, database_.connection, moment, final_block_);
  if (!watched) return std::unexpected(watched.error());
  const bool is_new_version =
      !last_ || last_->book.protocol_version != moment.book.protocol_version;
  if (is_new_version && !moment.book.votes_allowed())
    spdlog::error("protocol version {} is not known: no votes, watching goes on",
                  moment.book.protocol_version);
  for (const std::string& change : keeper_.last_changes())
    if (!last_ || last_->book.block_hash != moment.book.block_hash)
      spdlog::warn("contracts: {}", change);
  return show_participation();
}

Expected<void> OracleRun::show_participation() {
  const auto rows =
      database_.connection.guarded([&]() -> Expected<std::vector<MemberParticipation>> {
        pqxx::work work(database_.connection.sql());
        std::vector<MemberParticipation> out;
        for (const auto& row :
             work.exec("SELECT name, encode(member, 'hex'), kind, participation FROM "
                       "member_participation"))
          out.push_back({row[0].as<std::string>() + " 0x" + row[1].as<std::string>(),
                         row[2].as<std::string>(), row[3].as<double>()});
        return out;
      });
  if (!rows) return std::unexpected(rows.error());
  metrics_.set_participation(*rows);
  return {};
}

void OracleRun::set_metrics(std::uint64_t now) {
  for (const auto& duty : duties_) metrics_.set_duty(duty->name(), duty->view());
  metrics_.set_nodes(nodes_);
  const std::lock_guard lock(shared_mutex_);
  if (terms_) metrics_.set_terms(*terms_);
  metrics_.set_l2(l2_stale_);
  metrics_.set_snapshots(snapshots_);
  metrics_.set_queue(queue_view_, now);
}

Expected<void> OracleRun::step() {
  Expected<Moment> moment = look();
  if (!moment) {
    set_metrics(unix_now());
    return std::unexpected(moment.error());
  }
  moment->now = unix_now();
  const bool is_new = !last_ || last_->state.block.hash != moment->state.block.hash ||
                      last_->finalized_epoch != moment->finalized_epoch;
  if (is_new) {
    if (const auto done = take(*moment); !done) return done;
    for (const auto& duty : duties_) duty->tell(*moment);
  }
  if (queue_) queue_->tell(*moment);
  last_ = std::move(*moment);
  metrics_.set_moment(*last_);
  set_metrics(last_->now);
  return {};
}

}  // namespace apsis
