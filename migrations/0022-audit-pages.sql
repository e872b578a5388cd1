-- Owner: src/console/audit.

-- Searches that an officer uses again. The query is of an address, which names no person.
create table saved_filter (
  id            uuid primary key,
  utfardare     text collate "C" not null,
  slutanvandare text collate "C" not null,
  name          text not null,
  query         text not null,
  unique (utfardare, slutanvandare, name)
);

-- Why an officer reviews now, until the session ends. The reason stands in clear in the log too.
create table review_errand (
  -- a digest of what only that session knows
  session text collate "C" primary key,
  reason  text not null,
  ends_at timestamptz not null
);
