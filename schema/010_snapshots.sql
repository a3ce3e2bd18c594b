-- Network snapshots by their content, and which validator belonged to which minipool or megapool and
-- node, as the snapshots and the contracts' events tell it.

CREATE TABLE snapshot_files (
  content_hash bytea PRIMARY KEY,
  file bytea NOT NULL
);

CREATE TABLE snapshots (
  snapshot_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  network text NOT NULL,
  slot bigint NOT NULL,
  block_number bigint NOT NULL,
  block_hash bytea,
  content_hash bytea NOT NULL REFERENCES snapshot_files,
  state text NOT NULL CHECK (state IN ('unconfirmed', 'confirmed', 'reorged')),
  origin text NOT NULL CHECK (origin IN ('full', 'cached', 'imported')),
  used_archive boolean NOT NULL,
  taken_at bigint NOT NULL,
  checked_at bigint,
  sub_calls bigint NOT NULL,
  requests bigint NOT NULL,
  answer_bytes bigint NOT NULL,
  milliseconds bigint NOT NULL,
  CHECK (block_hash IS NOT NULL OR origin = 'imported')
);
CREATE UNIQUE INDEX snapshots_once
  ON snapshots (network, slot, coalesce(block_hash, ''), content_hash);
CREATE INDEX snapshots_open ON snapshots (block_number) WHERE state = 'unconfirmed';

CREATE TABLE memberships (
  network text NOT NULL,
  pubkey bytea NOT NULL,
  pool bytea NOT NULL,
  kind text NOT NULL CHECK (kind IN ('minipool', 'megapool')),
  node bytea NOT NULL,
  validator integer,
  from_slot bigint NOT NULL,
  until_slot bigint CHECK (until_slot > from_slot),
  last_seen_slot bigint NOT NULL,
  from_event boolean NOT NULL,
  PRIMARY KEY (network, pubkey, pool, node, from_slot)
);
CREATE INDEX memberships_of_validator ON memberships (validator);
CREATE INDEX memberships_of_node ON memberships (network, node);

-- A row a validator, epoch and pool that it belonged to when the epoch began or in the epoch's course.
CREATE VIEW member_epoch_rewards AS
SELECT m.network, m.kind, m.pool, m.node, m.pubkey, r.validator, r.epoch,
       r.source_applied_gwei + r.target_applied_gwei + r.head_applied_gwei + r.inactivity_applied_gwei
         AS attestations_gwei,
       r.sync_applied_gwei AS sync_gwei,
       r.proposer_attestations_applied_gwei + r.proposer_sync_applied_gwei
         + r.proposer_slashings_applied_gwei AS proposals_gwei,
       r.slashing_applied_gwei + r.slashing_correlation_applied_gwei AS slashings_gwei,
       r.withdrawals_gwei, r.balance_end_gwei, r.finalized
FROM memberships m
JOIN validator_epoch_rewards r ON r.validator = m.validator
  AND r.epoch >= m.from_slot / (SELECT slots_per_epoch FROM chain)
  AND (m.until_slot IS NULL OR r.epoch < m.until_slot / (SELECT slots_per_epoch FROM chain));

CREATE VIEW minipool_epoch_rewards AS
SELECT network, pool AS minipool, node, epoch, sum(attestations_gwei)::bigint AS attestations_gwei,
       sum(sync_gwei)::bigint AS sync_gwei, sum(proposals_gwei)::bigint AS proposals_gwei,
       sum(slashings_gwei)::bigint AS slashings_gwei, sum(withdrawals_gwei)::bigint AS withdrawals_gwei,
       sum(balance_end_gwei)::bigint AS balance_end_gwei, bool_and(finalized) AS finalized
FROM member_epoch_rewards WHERE kind = 'minipool' GROUP BY network, pool, node, epoch;

CREATE VIEW megapool_epoch_rewards AS
SELECT network, pool AS megapool, node, epoch, count(*) AS validators,
       sum(attestations_gwei)::bigint AS attestations_gwei, sum(sync_gwei)::bigint AS sync_gwei,
       sum(proposals_gwei)::bigint AS proposals_gwei, sum(slashings_gwei)::bigint AS slashings_gwei,
       sum(withdrawals_gwei)::bigint AS withdrawals_gwei,
       sum(balance_end_gwei)::bigint AS balance_end_gwei, bool_and(finalized) AS finalized
FROM member_epoch_rewards WHERE kind = 'megapool' GROUP BY network, pool, node, epoch;

CREATE VIEW node_epoch_rewards AS
SELECT network, node, epoch, count(*) AS validators, count(*) FILTER (WHERE kind = 'minipool') AS minipools,
       sum(attestations_gwei)::bigint AS attestations_gwei, sum(sync_gwei)::bigint AS sync_gwei,
       sum(proposals_gwei)::bigint AS proposals_gwei, sum(slashings_gwei)::bigint AS slashings_gwei,
       sum(withdrawals_gwei)::bigint AS withdrawals_gwei,
       sum(balance_end_gwei)::bigint AS balance_end_gwei, bool_and(finalized) AS finalized
FROM member_epoch_rewards GROUP BY network, node, epoch;
