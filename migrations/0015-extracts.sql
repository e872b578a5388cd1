-- Owner: src/review/extracts.

-- Extracts of the access logs for the persons whom they are about (docs/extracts.md): prepared by one officer, seen and
-- released by another, and taken away with all that was in them after a while. What was done stands in the access logs.
create table extract (
  extract_id       uuid primary key,
  -- a person is an issuer's subject, never a name alone: nobody releases their own
  utfardare        text collate "C" not null,
  slutanvandare    text collate "C" not null,
  klient           text not null,
  person_ref       text collate "C" not null,
  -- it tells that its person is protected
  protected        boolean not null,
  logs             text[] collate "C" not null check (cardinality(logs) > 0),
  arende           text,
  from_day         date,
  to_day           date,
  begart           timestamptz not null default now(),
  valid_to         timestamptz not null,
  beslut           text collate "C" check (beslut in ('lamna-ut', 'avvisa')),
  decided_issuer   text collate "C",
  decided_by       text collate "C",
  decision_comment text collate "C",
  decided          timestamptz,
  check (beslut is distinct from 'lamna-ut' or (decided_issuer, decided_by) is distinct from (utfardare, slutanvandare))
);
create index extract_by_time on extract (begart desc, extract_id);
create index extract_by_end on extract (valid_to);

-- Who has seen the content before it was decided on.
create table extract_preview (
  extract_id    uuid not null references extract on delete cascade,
  utfardare     text collate "C" not null,
  slutanvandare text collate "C" not null,
  previewed     timestamptz not null default now(),
  primary key (extract_id, utfardare, slutanvandare)
);

-- The content in pieces, each sealed under the log key of the controller whose log it is from.
create table extract_piece (
  extract_id uuid not null references extract on delete cascade,
  place      integer not null,
  logg       text collate "C" not null,
  sealed     text collate "C" not null,
  primary key (extract_id, place)
);
