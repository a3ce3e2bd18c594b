-- Views and functions that hide how rows are kept. Their columns are a promise: later steps may
-- add columns at the end, and never take one away.

CREATE FUNCTION miss_cause_name(code integer) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (ARRAY['none', 'no_duty', 'offline', 'reorged', 'wrong_target', 'wrong_head',
                'slot_after_missed', 'late_inclusion', 'slashed'])[code + 1]
$$;

-- Slots of the canonical blocks that hold a vote: bit d - 1 of `delays` stands for duty_slot + d.
CREATE FUNCTION inclusion_slots(duty_slot bigint, delays bigint) RETURNS bigint[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN duty_slot IS NULL THEN NULL ELSE
    ARRAY(SELECT duty_slot + d FROM generate_series(1, 64) AS d
          WHERE (delays >> (d - 1)) & 1 = 1 ORDER BY d) END
$$;

CREATE FUNCTION registry_indices(validator_count integer) RETURNS integer[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT ARRAY(SELECT generate_series(0, validator_count - 1))
$$;

CREATE VIEW saturations_by_component AS
SELECT
  epoch,
  validator,
  coalesce(sum(not_taken_gwei) FILTER (WHERE component = 'source'), 0)::bigint AS source,
  coalesce(sum(not_taken_gwei) FILTER (WHERE component = 'target'), 0)::bigint AS target,
  coalesce(sum(not_taken_gwei) FILTER (WHERE component = 'head'), 0)::bigint AS head,
  coalesce(sum(not_taken_gwei) FILTER (WHERE component = 'inactivity'), 0)::bigint AS inactivity,
  coalesce(sum(not_taken_gwei) FILTER (WHERE component = 'sync'), 0)::bigint AS sync,
  coalesce(sum(not_taken_gwei) FILTER (WHERE component = 'proposer_attestations'), 0)::bigint AS proposer_attestations,
  coalesce(sum(not_taken_gwei) FILTER (WHERE component = 'proposer_sync'), 0)::bigint AS proposer_sync,
  coalesce(sum(not_taken_gwei) FILTER (WHERE component = 'proposer_slashings'), 0)::bigint AS proposer_slashings,
  coalesce(sum(not_taken_gwei) FILTER (WHERE component = 'slashing'), 0)::bigint AS slashing,
  coalesce(sum(not_taken_gwei) FILTER (WHERE component = 'slashing_correlation'), 0)::bigint AS slashing_correlation,
  coalesce(sum(not_taken_gwei) FILTER (WHERE component = 'deposits'), 0)::bigint AS deposits,
  coalesce(sum(not_taken_gwei) FILTER (WHERE component = 'withdrawals'), 0)::bigint AS withdrawals,
  coalesce(sum(not_taken_gwei) FILTER (WHERE component = 'consolidations'), 0)::bigint AS consolidations,
  coalesce(sum(not_taken_gwei) FILTER (WHERE component = 'moved_to_queue'), 0)::bigint AS moved_to_queue
FROM saturations
GROUP BY epoch, validator;

CREATE VIEW validator_epoch_rewards AS
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
  miss_cause_name(u.miss_cause) AS miss_cause
FROM epoch_rewards AS r
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

CREATE VIEW duties_by_epoch AS
SELECT
  r.epoch,
  coalesce(t.validators, registry_indices(r.validator_count)) AS validator,
  r.duty_slot,
  r.inclusion_delays
FROM epoch_rewards AS r
LEFT JOIN tracked_sets AS t ON t.set_id = r.set_id;

-- One validator over a range of epochs, by position: reads no other validator's entry.
CREATE FUNCTION validator_income(wanted integer, first_epoch bigint, last_epoch bigint)
RETURNS TABLE (
  epoch bigint, balance_start_gwei bigint, balance_end_gwei bigint, attestation_gwei bigint,
  max_attestation_gwei bigint, sync_gwei bigint, proposer_gwei bigint, slashing_gwei bigint,
  deposits_gwei bigint, withdrawals_gwei bigint, consolidations_gwei bigint,
  moved_to_queue_gwei bigint, saturated_gwei bigint, duty_slot bigint, inclusion_delays bigint,
  miss_cause text)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT r.epoch, r.balance_start_gwei[p.at], r.balance_end_gwei[p.at],
    r.source_gwei[p.at] + r.target_gwei[p.at] + r.head_gwei[p.at]
      + coalesce(r.inactivity_gwei[p.at], 0),
    r.max_source_gwei[p.at] + r.max_target_gwei[p.at] + r.max_head_gwei[p.at],
    coalesce(r.sync_gwei[p.at], 0),
    coalesce(r.proposer_attestations_gwei[p.at], 0) + coalesce(r.proposer_sync_gwei[p.at], 0)
      + coalesce(r.proposer_slashings_gwei[p.at], 0),
    coalesce(r.slashing_gwei[p.at], 0) + coalesce(r.slashing_correlation_gwei[p.at], 0),
    coalesce(r.deposits_gwei[p.at], 0), coalesce(r.withdrawals_gwei[p.at], 0),
    coalesce(r.consolidations_gwei[p.at], 0), coalesce(r.moved_to_queue_gwei[p.at], 0),
    coalesce(r.saturated_gwei[p.at], 0), r.duty_slot[p.at]::bigint, r.inclusion_delays[p.at],
    miss_cause_name(r.miss_cause[p.at])
  FROM epoch_rewards AS r
  LEFT JOIN tracked_sets AS t ON t.set_id = r.set_id
  CROSS JOIN LATERAL (
    SELECT CASE WHEN r.set_id IS NULL THEN wanted + 1
                ELSE array_position(t.validators, wanted) END AS at) AS p
  WHERE r.epoch BETWEEN first_epoch AND last_epoch
    AND p.at BETWEEN 1 AND cardinality(r.balance_start_gwei)
  ORDER BY r.epoch
$$;

CREATE VIEW epoch_participation AS
SELECT
  epoch,
  active_validators,
  active_balance_gwei,
  round(source_balance_gwei::numeric / nullif(active_balance_gwei, 0), 6) AS source_share,
  round(target_balance_gwei::numeric / nullif(active_balance_gwei, 0), 6) AS target_share,
  round(head_balance_gwei::numeric / nullif(active_balance_gwei, 0), 6) AS head_share,
  inactivity_leak,
  missed_slots
FROM epochs;

CREATE VIEW proposals_with_totals AS
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
  b.execution_block_number
FROM proposals AS p
LEFT JOIN blocks AS b ON b.slot = p.slot AND b.root = p.block_root;

CREATE VIEW withdrawals_by_validator AS
SELECT
  validator,
  count(*) AS withdrawal_count,
  sum(amount_gwei)::bigint AS amount_gwei,
  min(slot) AS first_slot,
  max(slot) AS last_slot
FROM withdrawals
GROUP BY validator;

-- Every validator as it stood after the newest stored epoch in which it changed.
CREATE VIEW validators AS
SELECT
  k.validator,
  k.pubkey,
  k.added_epoch,
  s.epoch AS changed_epoch,
  s.withdrawal_credentials,
  s.effective_balance_gwei,
  s.slashed,
  s.activation_eligibility_epoch,
  s.activation_epoch,
  s.exit_epoch,
  s.withdrawable_epoch
FROM validator_keys AS k
CROSS JOIN LATERAL (
  SELECT * FROM validator_states AS v WHERE v.validator = k.validator
  ORDER BY v.epoch DESC LIMIT 1) AS s;

-- Misses of every validator on the chain, tracked or not.
CREATE VIEW misses AS
SELECT
  m.epoch,
  u.validator,
  (u.flags & 1) = 0 AS missed_source,
  (u.flags & 2) = 0 AS missed_target,
  (u.flags & 4) = 0 AS missed_head,
  miss_cause_name(u.miss_cause) AS miss_cause
FROM epoch_misses AS m
CROSS JOIN LATERAL unnest(m.validators, m.flags, m.miss_cause) AS u (validator, flags, miss_cause);

CREATE VIEW sync_committee_members AS
SELECT p.period, (u.position - 1)::integer AS position, u.validator
FROM sync_periods AS p
CROSS JOIN LATERAL unnest(p.validators) WITH ORDINALITY AS u (validator, position);

-- Runs of epochs that are missing between stored ones.
CREATE VIEW epoch_gaps AS
SELECT epoch + 1 AS first_missing, next_epoch - 1 AS last_missing
FROM (SELECT epoch, lead(epoch) OVER (ORDER BY epoch) AS next_epoch FROM epochs) AS e
WHERE next_epoch > epoch + 1;
