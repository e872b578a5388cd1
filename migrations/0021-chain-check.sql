-- Owner: src/review/chain.

-- The check of a whole log against what was signed for it: whether one is asked for or runs, and what the newest one found.
create table chain_check (
  logg        text collate "C" primary key,
  -- since when a check waits or runs; null: none
  asked       timestamptz,
  -- of the one that runs: records that are read, of so many
  passed      bigint,
  upto        bigint,
  -- the newest that was done: when, and of how many records
  checked_at  timestamptz,
  records     bigint,
  -- the first record that is not what was signed is one of these; null: the log is whole
  broken_from bigint,
  broken_to   bigint
);
