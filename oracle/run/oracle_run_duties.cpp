// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <spdlog/spdlog.h>

#include "oracle/run/balances_duty.hpp"
#include "oracle/run/challenge_duty.hpp"
#include "oracle/run/duty_inputs.hpp"
#include "oracle/run/oracle_run.hpp"
#include "oracle/run/price_duty.hpp"
#include "oracle/run/rewards_duty.hpp"
#include "oracle/submit/node_chain.hpp"
#include "schema/schema.hpp"

namespace apsis {

namespace {

/// What one duty has for itself on its own thread.
struct DutyBench {
  Database database;
  ContractReader reader;
  BeaconReader beacon;
};

Expected<std::unique_ptr<DutyBench>> open_bench(const RunSettings& settings, ExecutionNodes& nodes,
                                                const std::stop_token& stop) {
  Expected<Database> database = open_database(settings.database, schema_migrations(), false);
  if (!database) return std::unexpected(database.error());
  return std::make_unique<DutyBench>(DutyBench{std::move(*database),
                                               ContractReader(nodes, settings.network),
                                               BeaconReader(settings.beacon, stop)});
}

/// Offers votes to the journal and wakes the queue.
CastVote cast_by(Journal journal, DutyRunner& queue, const Moment& moment) {
  return [journal, &queue, moment](const Submission& vote) mutable -> Expected<std::string> {
    const Expected<JournaledSubmission> offered = journal.offer(vote);
    if (!offered) return std::unexpected(offered.error());
    const bool is_new = offered->state == SubmissionState::computed;
    if (is_new) queue.tell(moment);
    return is_new ? "offered as submission " + std::to_string(offered->id) : std::string();
  };
}

}  // namespace

/// A step of a duty that is a class with step(tools, moment); `after` sees the duty after each.
template <class Duty, class Make, class After>
DutyRunner::MakeStep duty_step(const RunSettings& settings, ExecutionNodes& nodes,
                               DutyRunner* queue, Make make, After after) {
  return [&settings, &nodes, queue, make,
          after](std::stop_token stop) -> Expected<DutyRunner::Step> {
    auto opened = open_bench(settings, nodes, stop);
    if (!opened) return std::unexpected(opened.error());
    auto duty = std::make_unique<Duty>(make((*opened)->database.connection));
    return [&settings, &nodes, queue, bench = std::move(*opened), duty = std::move(duty),
            after](const Moment& moment) -> Expected<DutyReport> {
      DutyTools tools{nodes,
                      bench->reader,
                      settings.network,
                      bench->beacon,
                      bench->database.connection,
                      settings.voter,
                      {},
                      settings.stop_at_unusual};
      if (settings.voter && queue != nullptr)
        tools.cast =
            cast_by(Journal(bench->database.connection, settings.network.chain_id, *settings.voter),
                    *queue, moment);
      Expected<DutyReport> report = duty->step(tools, moment);
      after(*duty);
      return report;
    };
  };
}

DutyRunner::MakeStep OracleRun::snapshot_step() {
  return duty_step<SnapshotDuty>(
      settings_, nodes_, queue_.get(),
      [this](Connection&) { return SnapshotDuty(settings_.validator_nodes); },
      [this](const SnapshotDuty& duty) {
        const std::lock_guard lock(shared_mutex_);
        snapshots_ = duty.counts();
      });
}

DutyRunner::MakeStep OracleRun::balances_step() {
  return duty_step<BalancesDuty>(
      settings_, nodes_, queue_.get(),
      [this](Connection& database) {
        return BalancesDuty(snapshots_of(database, settings_.snapshots));
      },
      [this](const BalancesDuty& duty) {
        const std::lock_guard lock(shared_mutex_);
        if (duty.terms()) terms_ = duty.terms();
      });
}

DutyRunner::MakeStep OracleRun::price_step() {
  return duty_step<PriceDuty>(
      settings_, nodes_, queue_.get(), [](Connection&) { return PriceDuty(); },
      [](const PriceDuty&) {});
}

DutyRunner::MakeStep OracleRun::rewards_step() {
  return duty_step<RewardsDuty>(
      settings_, nodes_, queue_.get(),
      [this](Connection& database) {
        return RewardsDuty(
            rewards_files_of(database, settings_.network.name, settings_.trees,
                             snapshots_of(database, settings_.snapshots),
                             [this](std::uint64_t block) { return nodes_.header(block); }));
      },
      [](const RewardsDuty&) {});
}

DutyRunner::MakeStep OracleRun::l2_step() {
  return duty_step<L2Duty>(
      settings_, nodes_, queue_.get(),
      [this](Connection&) { return L2Duty(settings_.l2, settings_.rules.fees); },
      [this](const L2Duty& duty) {
        const std::lock_guard lock(shared_mutex_);
        l2_stale_ = duty.stale();
      });
}

DutyRunner::MakeStep OracleRun::challenge_step() {
  return duty_step<ChallengeDuty>(
      settings_, nodes_, queue_.get(), [](Connection&) { return ChallengeDuty(); },
      [](const ChallengeDuty&) {});
}

DutyRunner::MakeStep OracleRun::queue_step() {
  return [this](std::stop_token stop) -> Expected<DutyRunner::Step> {
    auto opened = open_bench(settings_, nodes_, stop);
    if (!opened) return std::unexpected(opened.error());
    Journal journal((*opened)->database.connection, settings_.network.chain_id, *settings_.voter);
    constexpr int lock_seconds = 30;
    if (const auto locked = journal.lock(lock_seconds); !locked)
      return std::unexpected(locked.error());
    const SubmitChain chain = node_chain(nodes_, settings_.network.rocket_storage);
    auto queue =
        std::make_unique<VoteQueue>(journal, chain, signer_, settings_.rules, settings_.is_armed);
    return [this, stop, bench = std::move(*opened), journal, chain,
            queue = std::move(queue)](const Moment& moment) mutable -> Expected<DutyReport> {
      Expected<QueueReport> report = queue->step(moment.now);
      if (!report) return std::unexpected(report.error());
      for (const QueueNews& news : report->news)
        spdlog::info("{} {}: {} {}", news.duty, news.subject, state_name(news.state), news.text);
      for (const Error& error : report->errors)
        if (!stop.stop_requested()) spdlog::error("queue: {}", error.text());
      const Expected<uint256> wallet = chain.balance_wei(*settings_.voter);
      constexpr std::uint64_t day_seconds = 86'400;
      const std::uint64_t day_ago = moment.now > day_seconds ? moment.now - day_seconds : 0;
      const Expected<uint256> spent = journal.spent_since(day_ago);
      const Expected<uint256> l2_spent = journal.spent_since(day_ago, std::string(l2_duty_prefix));
      const std::lock_guard lock(shared_mutex_);
      queue_view_ = {report->open,
                     report->can_send,
                     report->oldest_pending_since,
                     wallet.value_or(queue_view_.wallet_wei),
                     spent.value_or(queue_view_.spent_wei),
                     l2_spent.value_or(queue_view_.l2_spent_wei)};
      return DutyReport{};
    };
  };
}

void OracleRun::start_duties() {
  if (settings_.voter) queue_ = std::make_unique<DutyRunner>("queue", queue_step());
  if (settings_.takes_snapshots)
    duties_.push_back(std::make_unique<DutyRunner>("snapshots", snapshot_step()));
  duties_.push_back(std::make_unique<DutyRunner>("balances", balances_step()));
  duties_.push_back(std::make_unique<DutyRunner>("price", price_step()));
  duties_.push_back(std::make_unique<DutyRunner>("rewards", rewards_step()));
  if (!settings_.l2.empty()) duties_.push_back(std::make_unique<DutyRunner>("l2", l2_step()));
  if (settings_.voter)
    duties_.push_back(std::make_unique<DutyRunner>("challenge", challenge_step()));
}

}  // namespace apsis
