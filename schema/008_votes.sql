-- Votes of all oracle DAO members for balances, price and rewards, as events tell them, beside what
-- this program computed. Values are whole numbers in decimal, by the contracts' own names.

CREATE TABLE watch_state (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  final_block bigint NOT NULL,
  head_block bigint NOT NULL,
  threshold numeric NOT NULL,
  member_count bigint NOT NULL
);

CREATE TABLE oracle_members (
  member bytea PRIMARY KEY,
  name text NOT NULL,
  joined_time bigint NOT NULL,
  left_time bigint
);

CREATE TABLE votes (
  block bigint NOT NULL,
  log_index bigint NOT NULL,
  kind text NOT NULL CHECK (kind IN ('balances', 'price', 'rewards')),
  subject numeric NOT NULL,
  member bytea,
  value_hash bytea NOT NULL,
  vote_values json NOT NULL,
  vote_time bigint NOT NULL,
  contract bytea NOT NULL,
  block_hash bytea NOT NULL,
  transaction_hash bytea NOT NULL,
  PRIMARY KEY (block, log_index)
);
CREATE INDEX votes_by_subject ON votes (kind, subject);

CREATE TABLE own_votes (
  kind text NOT NULL CHECK (kind IN ('balances', 'price', 'rewards')),
  subject numeric NOT NULL,
  value_hash bytea NOT NULL,
  vote_values json NOT NULL,
  slot_time bigint NOT NULL,
  PRIMARY KEY (kind, subject)
);

CREATE TABLE own_vote_terms (
  kind text NOT NULL,
  subject numeric NOT NULL,
  term text NOT NULL,
  value numeric NOT NULL,
  PRIMARY KEY (kind, subject, term),
  FOREIGN KEY (kind, subject) REFERENCES own_votes ON DELETE CASCADE
);

CREATE TABLE vote_differences (
  kind text NOT NULL,
  subject numeric NOT NULL,
  member bytea NOT NULL,
  place integer NOT NULL,
  term text NOT NULL,
  item text NOT NULL,
  change text NOT NULL,
  reason text NOT NULL,
  PRIMARY KEY (kind, subject, member, place)
);

-- The votes by kind, with their values as columns.
CREATE VIEW balances_votes AS
SELECT subject AS block, member, vote_time, (vote_values->>'slotTimestamp')::numeric AS slot_timestamp,
       (vote_values->>'totalEth')::numeric AS total_eth, (vote_values->>'stakingEth')::numeric AS staking_eth,
       (vote_values->>'rethSupply')::numeric AS reth_supply, member IS NULL AS is_accepted,
       votes.block AS vote_block, transaction_hash, value_hash
FROM votes WHERE kind = 'balances';

CREATE VIEW price_votes AS
SELECT subject AS block, member, vote_time, (vote_values->>'slotTimestamp')::numeric AS slot_timestamp,
       (vote_values->>'rplPrice')::numeric AS rpl_price, member IS NULL AS is_accepted,
       votes.block AS vote_block, transaction_hash, value_hash
FROM votes WHERE kind = 'price';

CREATE VIEW rewards_votes AS
SELECT subject AS reward_index, member, vote_time, (vote_values->>'executionBlock')::numeric AS execution_block,
       (vote_values->>'consensusBlock')::numeric AS consensus_block,
       decode(substr(vote_values->>'merkleRoot', 3), 'hex') AS merkle_root,
       (vote_values->>'intervalsPassed')::numeric AS intervals_passed,
       (vote_values->>'smoothingPoolETH')::numeric AS smoothing_pool_eth,
       (vote_values->>'treasuryRPL')::numeric AS treasury_rpl, (vote_values->>'treasuryETH')::numeric AS treasury_eth,
       (vote_values->>'userETH')::numeric AS user_eth, vote_values->>'trustedNodeRPL' AS oracle_dao_rpl,
       vote_values->>'nodeRPL' AS node_rpl, vote_values->>'nodeETH' AS node_eth, member IS NULL AS is_accepted,
       votes.block AS vote_block, transaction_hash, value_hash
FROM votes WHERE kind = 'rewards';

-- Equal votes on one subject, most first; a member counts once for each value.
CREATE VIEW vote_counts AS
SELECT kind, subject, value_hash, count(DISTINCT member) AS votes, min(vote_time) AS first_time
FROM votes WHERE member IS NOT NULL GROUP BY kind, subject, value_hash;

-- A row a subject: how the votes stand.
CREATE VIEW vote_rounds AS
WITH subjects AS (
  SELECT kind, subject, min(vote_time) AS first_time, max(vote_time) AS last_time
  FROM votes GROUP BY kind, subject
  UNION
  SELECT kind, subject, slot_time, slot_time FROM own_votes o
  WHERE NOT EXISTS (SELECT FROM votes v WHERE v.kind = o.kind AND v.subject = o.subject)
), counted AS (
  SELECT s.kind, s.subject, s.first_time, s.last_time, o.value_hash AS own_hash,
         a.value_hash AS accepted_hash, a.vote_time AS accepted_time,
         a.block AS accepted_block, a.log_index AS accepted_log,
         l.value_hash AS leading_hash, coalesce(l.votes, 0) AS leading_votes, coalesce(c.votes, 0) AS votes_for_ours,
         (SELECT count(DISTINCT member) FROM votes v WHERE v.kind = s.kind AND v.subject = s.subject) AS members_voted,
         (SELECT count(*) FROM oracle_members m
          WHERE m.joined_time <= s.last_time AND (m.left_time IS NULL OR m.left_time > s.first_time)) AS members
  FROM subjects s
  LEFT JOIN own_votes o USING (kind, subject)
  LEFT JOIN LATERAL (SELECT * FROM votes v WHERE v.kind = s.kind AND v.subject = s.subject AND v.member IS NULL
                     ORDER BY v.block, v.log_index LIMIT 1) a ON true
  LEFT JOIN LATERAL (SELECT * FROM vote_counts v WHERE v.kind = s.kind AND v.subject = s.subject
                     ORDER BY v.votes DESC, v.value_hash LIMIT 1) l ON true
  LEFT JOIN vote_counts c ON c.kind = s.kind AND c.subject = s.subject AND c.value_hash = o.value_hash
), needed AS (
  SELECT *, greatest(1, ceil(members * (SELECT threshold FROM watch_state) / 1e18))::bigint AS votes_needed
  FROM counted
)
SELECT kind, subject, first_time, last_time, members, members_voted, votes_needed, votes_for_ours,
       greatest(0, votes_needed - votes_for_ours) AS votes_missing, leading_votes, leading_hash,
       accepted_hash IS NOT NULL AS is_accepted, accepted_time, accepted_hash, own_hash,
       own_hash IS NOT NULL AND coalesce(coalesce(accepted_hash,
         CASE WHEN leading_votes >= votes_needed THEN leading_hash END) <> own_hash, false) AS is_diverged,
       accepted_block, accepted_log
FROM needed;

-- A row a subject and member: same, different, late or absent, as against our values; without ours as
-- against the accepted or the leading ones.
CREATE VIEW vote_states AS
SELECT r.kind, r.subject, m.member, m.name,
       CASE WHEN e.member IS NOT NULL AND r.accepted_block IS NOT NULL
                 AND (e.block, e.log_index) > (r.accepted_block, r.accepted_log) THEN 'late'
            WHEN e.member IS NOT NULL THEN 'same'
            WHEN v.member IS NOT NULL THEN 'different'
            ELSE 'absent' END AS state,
       coalesce(e.vote_time, v.vote_time) AS vote_time, coalesce(e.value_hash, v.value_hash) AS value_hash
FROM vote_rounds r
JOIN oracle_members m ON m.joined_time <= r.last_time AND (m.left_time IS NULL OR m.left_time > r.first_time)
LEFT JOIN LATERAL (SELECT * FROM votes v WHERE v.kind = r.kind AND v.subject = r.subject AND v.member = m.member
                   AND v.value_hash = coalesce(r.own_hash, r.accepted_hash, r.leading_hash)
                   ORDER BY v.block, v.log_index LIMIT 1) e ON true
LEFT JOIN LATERAL (SELECT * FROM votes v WHERE v.kind = r.kind AND v.subject = r.subject AND v.member = m.member
                   ORDER BY v.block DESC, v.log_index DESC LIMIT 1) v ON true;

-- A row a member and kind: over all subjects while it was a member.
CREATE VIEW member_participation AS
SELECT member, name, kind, count(*) AS rounds, count(*) FILTER (WHERE state = 'same') AS same,
       count(*) FILTER (WHERE state = 'different') AS different, count(*) FILTER (WHERE state = 'late') AS late,
       count(*) FILTER (WHERE state = 'absent') AS absent,
       count(*) FILTER (WHERE state <> 'absent')::double precision / count(*) AS participation
FROM vote_states GROUP BY member, name, kind;
