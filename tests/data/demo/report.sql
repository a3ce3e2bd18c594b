-- What ./demo shows at its end. ETH amounts have 9 digits, for the chain counts in gwei.
\pset footer off

\echo
\echo Chain
SELECT count(*) AS "epochs proven",
       min(epoch) || ' to ' || max(epoch) AS epochs,
       sum(canonical_blocks) AS blocks,
       sum(orphaned_blocks) AS orphans,
       sum(missed_slots) AS "missed slots",
       max(validator_count) AS validators
FROM epochs;

\echo Income by component (nominal)
SELECT c.component, round(sum(c.gwei) / 1e9, 9) AS eth
FROM epochs AS e
CROSS JOIN LATERAL (VALUES
  (1, 'source', e.source_gwei), (2, 'target', e.target_gwei), (3, 'head', e.head_gwei),
  (4, 'inactivity', e.inactivity_gwei), (5, 'sync', e.sync_gwei),
  (6, 'proposer: attestations', e.proposer_attestations_gwei),
  (7, 'proposer: sync', e.proposer_sync_gwei),
  (8, 'proposer: slashings', e.proposer_slashings_gwei),
  (9, 'slashing', e.slashing_gwei + e.slashing_correlation_gwei)) AS c (place, component, gwei)
GROUP BY c.place, c.component
ORDER BY c.place;

CREATE TEMPORARY VIEW income AS
SELECT validator,
       sum(source_applied_gwei + target_applied_gwei + head_applied_gwei + inactivity_applied_gwei
           + sync_applied_gwei + proposer_attestations_applied_gwei + proposer_sync_applied_gwei
           + proposer_slashings_applied_gwei + slashing_applied_gwei
           + slashing_correlation_applied_gwei) AS gwei,
       count(*) FILTER (WHERE active AND NOT timely_target) AS missed_targets,
       count(*) FILTER (WHERE active) AS duties,
       bool_or(slashed) AS slashed
FROM validator_epoch_rewards
GROUP BY validator
HAVING bool_or(active);

\echo Five best validators (applied)
SELECT validator, round(gwei / 1e9, 9) AS eth, missed_targets AS "targets missed", duties, slashed
FROM income ORDER BY gwei DESC, validator LIMIT 5;

\echo Five worst validators (applied)
SELECT validator, round(gwei / 1e9, 9) AS eth, missed_targets AS "targets missed", duties, slashed
FROM income ORDER BY gwei, validator LIMIT 5;
