-- Requests that start something, by the caller's Idempotency-Key. A row without an answer is a request under way, or one
-- whose outcome nobody knows; either way it is not carried out again. Sealed: a digest of a body could be guessed.
create table idempotens (
  -- SHA-256 of client, end user and key
  nyckel    text collate "C" primary key,
  -- what was asked
  begaran   text collate "C" not null,
  -- what was answered, with its access records
  svar      text collate "C",
  skapad    timestamptz not null default now()
);
create index idempotens_skapad on idempotens (skapad);
