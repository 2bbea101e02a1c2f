-- History can be forgotten, collected and erased from here on: deltas may be empty of a forgotten commit, blocks may have
-- holes. Older versions of Venn must not read that, so the format has a new number; and the check that no snapshot names
-- a deleted commit finds its rows by an index.

CREATE INDEX snapshots_commit ON snapshots (dataset, sequence);
