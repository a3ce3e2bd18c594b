-- Of which snapshots the logs before them have been read for the beginnings of memberships.

ALTER TABLE snapshots ADD COLUMN events_entered boolean NOT NULL DEFAULT false;
CREATE INDEX snapshots_without_events ON snapshots (block_number) WHERE NOT events_entered;
