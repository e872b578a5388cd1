-- Owner: src/review/exports.

-- Exports of access logs that officers have ordered (docs/exports.md). No file is kept: it is written anew from the records at each
-- download, and held against the digests of its parts. What was asked for, and the manifest, are sealed under the log key of
-- the processor's own log.
create table log_export (
  export_id     uuid primary key,
  -- a person is an issuer's subject, never a name alone
  utfardare     text collate "C" not null,
  slutanvandare text collate "C" not null,
  request       text collate "C" not null,
  logs          text[] collate "C" not null,
  -- how many records each log had: later ones are not in the file
  heads         bigint[] not null check (cardinality(heads) = cardinality(logs)),
  status        text collate "C" not null default 'vantar' check (status in ('vantar', 'pagar', 'klar', 'misslyckad')),
  -- of the process that prepares it; who holds another one has been taken for dead
  claim         uuid,
  moved         timestamptz not null default now(),
  -- numbers that have been gone through, of the sum of heads
  passed        bigint not null default 0,
  ordered       timestamptz not null default now(),
  size          bigint,
  digest        bytea,
  manifest      text collate "C",
  check (status <> 'klar' or (size is not null and digest is not null and manifest is not null))
);

-- Where in the file the records [nummer, upto) of a log begin, and what these bytes must be.
create table log_export_part (
  export_id uuid not null references log_export on delete cascade,
  first     bigint not null,
  size      integer not null check (size > 0),
  logg      text collate "C" not null,
  nummer    bigint not null,
  upto      bigint not null,
  digest    bytea not null,
  primary key (export_id, first)
);
