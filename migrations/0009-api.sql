-- Owner: src/api.

-- Requests that start something, by the caller's Idempotency-Key. A row without an answer is a request under way, or one
-- whose outcome nobody knows; either way it is not carried out again. Sealed: a digest of a body could be guessed.
create table idempotency (
  -- SHA-256 of client, end user and key
  key        text collate "C" primary key,
  -- what was asked
  request    text collate "C" not null,
  -- what was answered, with its access records
  answer     text collate "C",
  created_at timestamptz not null default now()
);
create index idempotency_by_time on idempotency (created_at);
