-- Epochs are stored as soon as a block proves them, before that block is final. Until then a
-- reorganisation may replace them: readers see which is which.

ALTER TABLE epochs ADD COLUMN finalized boolean NOT NULL DEFAULT true;
CREATE INDEX epochs_not_final ON epochs (proof_slot) WHERE NOT finalized;

CREATE VIEW epoch_proofs AS
SELECT epoch, proof_mode, proof_slot, proof_block_root, proof_state_root, finalized
FROM epochs;

CREATE OR REPLACE VIEW validator_epoch_rewards AS
SELECT
  r.epoch,
  u.validator,
  u.balance_start_gwei,
  u.balance_end_gwei,
  u.effective_balance_gwei,
  u.source_gwei,
  u.target_gwei,
  u.head_gwei,
  coalesce(u.inactivity_gwei, 0) AS inactivity_gwei,
  coalesce(u.sync_gwei, 0) AS sync_gwei,
  coalesce(u.proposer_attestations_gwei, 0) AS proposer_attestations_gwei,
  coalesce(u.proposer_sync_gwei, 0) AS proposer_sync_gwei,
  coalesce(u.proposer_slashings_gwei, 0) AS proposer_slashings_gwei,
  coalesce(u.slashing_gwei, 0) AS slashing_gwei,
  coalesce(u.slashing_correlation_gwei, 0) AS slashing_correlation_gwei,
  coalesce(u.deposits_gwei, 0) AS deposits_gwei,
  coalesce(u.withdrawals_gwei, 0) AS withdrawals_gwei,
  coalesce(u.consolidations_gwei, 0) AS consolidations_gwei,
  coalesce(u.moved_to_queue_gwei, 0) AS moved_to_queue_gwei,
  coalesce(u.saturated_gwei, 0) AS saturated_gwei,
  coalesce(u.duties_before_gwei, 0) AS duties_before_gwei,
  u.source_gwei + coalesce(s.source, 0) AS source_applied_gwei,
  u.target_gwei + coalesce(s.target, 0) AS target_applied_gwei,
  u.head_gwei + coalesce(s.head, 0) AS head_applied_gwei,
  coalesce(u.inactivity_gwei, 0) + coalesce(s.inactivity, 0) AS inactivity_applied_gwei,
  coalesce(u.sync_gwei, 0) + coalesce(s.sync, 0) AS sync_applied_gwei,
  coalesce(u.proposer_attestations_gwei, 0) + coalesce(s.proposer_attestations, 0) AS proposer_attestations_applied_gwei,
  coalesce(u.proposer_sync_gwei, 0) + coalesce(s.proposer_sync, 0) AS proposer_sync_applied_gwei,
  coalesce(u.proposer_slashings_gwei, 0) + coalesce(s.proposer_slashings, 0) AS proposer_slashings_applied_gwei,
  coalesce(u.slashing_gwei, 0) + coalesce(s.slashing, 0) AS slashing_applied_gwei,
  coalesce(u.slashing_correlation_gwei, 0) + coalesce(s.slashing_correlation, 0) AS slashing_correlation_applied_gwei,
  coalesce(u.deposits_gwei, 0) + coalesce(s.deposits, 0) AS deposits_applied_gwei,
  coalesce(u.withdrawals_gwei, 0) + coalesce(s.withdrawals, 0) AS withdrawals_applied_gwei,
  coalesce(u.consolidations_gwei, 0) + coalesce(s.consolidations, 0) AS consolidations_applied_gwei,
  coalesce(u.moved_to_queue_gwei, 0) + coalesce(s.moved_to_queue, 0) AS moved_to_queue_applied_gwei,
  u.max_source_gwei,
  u.max_target_gwei,
  u.max_head_gwei,
  coalesce(u.max_sync_gwei, 0) AS max_sync_gwei,
  u.duty_slot::bigint AS duty_slot,
  u.committee_index,
  u.committee_position,
  (inclusion_slots(u.duty_slot, u.inclusion_delays))[1] AS first_inclusion_slot,
  inclusion_slots(u.duty_slot, u.inclusion_delays) AS inclusion_slots,
  (u.flags & 1) <> 0 AS timely_source,
  (u.flags & 2) <> 0 AS timely_target,
  (u.flags & 4) <> 0 AS timely_head,
  (u.flags & 8) <> 0 AS active,
  (u.flags & 16) <> 0 AS slashed,
  miss_cause_name(u.miss_cause) AS miss_cause,
  e.finalized
FROM epoch_rewards AS r
LEFT JOIN epochs AS e ON e.epoch = r.epoch
LEFT JOIN tracked_sets AS t ON t.set_id = r.set_id
CROSS JOIN LATERAL unnest(
  coalesce(t.validators, registry_indices(r.validator_count)),
  r.balance_start_gwei,
  r.balance_end_gwei,
  r.effective_balance_gwei,
  r.source_gwei,
  r.target_gwei,
  r.head_gwei,
  r.inactivity_gwei,
  r.sync_gwei,
  r.proposer_attestations_gwei,
  r.proposer_sync_gwei,
  r.proposer_slashings_gwei,
  r.slashing_gwei,
  r.slashing_correlation_gwei,
  r.deposits_gwei,
  r.withdrawals_gwei,
  r.consolidations_gwei,
  r.moved_to_queue_gwei,
  r.saturated_gwei,
  r.duties_before_gwei,
  r.max_source_gwei,
  r.max_target_gwei,
  r.max_head_gwei,
  r.max_sync_gwei,
  r.duty_slot,
  r.committee_index,
  r.committee_position,
  r.inclusion_delays,
  r.flags,
  r.miss_cause) AS u (
  validator,
  balance_start_gwei,
  balance_end_gwei,
  effective_balance_gwei,
  source_gwei,
  target_gwei,
  head_gwei,
  inactivity_gwei,
  sync_gwei,
  proposer_attestations_gwei,
  proposer_sync_gwei,
  proposer_slashings_gwei,
  slashing_gwei,
  slashing_correlation_gwei,
  deposits_gwei,
  withdrawals_gwei,
  consolidations_gwei,
  moved_to_queue_gwei,
  saturated_gwei,
  duties_before_gwei,
  max_source_gwei,
  max_target_gwei,
  max_head_gwei,
  max_sync_gwei,
  duty_slot,
  committee_index,
  committee_position,
  inclusion_delays,
  flags,
  miss_cause)
LEFT JOIN saturations_by_component AS s ON s.epoch = r.epoch AND s.validator = u.validator;

CREATE OR REPLACE VIEW duties_by_epoch AS
SELECT
  r.epoch,
  coalesce(t.validators, registry_indices(r.validator_count)) AS validator,
  r.duty_slot,
  r.inclusion_delays,
  e.finalized
FROM epoch_rewards AS r
LEFT JOIN epochs AS e ON e.epoch = r.epoch
LEFT JOIN tracked_sets AS t ON t.set_id = r.set_id;

CREATE OR REPLACE VIEW epoch_participation AS
SELECT
  epoch,
  active_validators,
  active_balance_gwei,
  round(source_balance_gwei::numeric / nullif(active_balance_gwei, 0), 6) AS source_share,
  round(target_balance_gwei::numeric / nullif(active_balance_gwei, 0), 6) AS target_share,
  round(head_balance_gwei::numeric / nullif(active_balance_gwei, 0), 6) AS head_share,
  inactivity_leak,
  missed_slots,
  finalized
FROM epochs;

CREATE OR REPLACE VIEW proposals_with_totals AS
SELECT
  p.slot,
  p.epoch,
  p.proposer,
  p.block_root,
  p.block_root IS NULL AS missed,
  p.attestations_gwei,
  p.sync_gwei,
  p.slashings_gwei,
  p.attestations_gwei + p.sync_gwei + p.slashings_gwei AS total_gwei,
  b.execution_block_number,
  e.finalized
FROM proposals AS p
LEFT JOIN epochs AS e ON e.epoch = p.epoch
LEFT JOIN blocks AS b ON b.slot = p.slot AND b.root = p.block_root;

CREATE OR REPLACE VIEW misses AS
SELECT
  m.epoch,
  u.validator,
  (u.flags & 1) = 0 AS missed_source,
  (u.flags & 2) = 0 AS missed_target,
  (u.flags & 4) = 0 AS missed_head,
  miss_cause_name(u.miss_cause) AS miss_cause,
  e.finalized
FROM epoch_misses AS m
LEFT JOIN epochs AS e ON e.epoch = m.epoch
CROSS JOIN LATERAL unnest(m.validators, m.flags, m.miss_cause) AS u (validator, flags, miss_cause);
