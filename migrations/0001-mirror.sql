-- Owner: src/mirror.

-- PostgreSQL 15 subset. Opaque references are base64url text of 16 bytes; nothing here can be read without the keyring.

-- The mirror: one row is everything one source knows of one person within one stadsdel and one informationsmängd.
create table uppgift (
  uppgift_ref text collate "C" primary key,
  person_ref  text collate "C" not null,
  stadsdel    text collate "C" not null,
  source      text collate "C" not null,
  mangd       text collate "C" not null,
  version     bigint not null,
  digest      bytea not null,
  sealed      bytea not null,
  -- keyed references by which an invoice is found; collisions are possible and harmless
  search_refs bigint[] not null,
  read_at     timestamptz not null,
  -- when a light run last read the fields that it refreshes, the others being as of read_at
  refreshed_at timestamptz,
  -- how many items it holds: the volume guard counts them too
  items       integer not null default 0
);
create index uppgift_by_person on uppgift (person_ref);
create index uppgift_by_scope on uppgift (source, stadsdel);
create index uppgift_by_search_ref on uppgift using gin (search_refs);

-- Versions rise over all uppgifter, so that one which comes back after having been gone is newer than its tombstone.
create sequence uppgift_version;

-- The next version. It follows the clock, in tenths of seconds since the beginning of 2026, since a reader of the bus and the case system
-- see the versions of some uppgifter alone: numbers without gaps would tell how much was written between two of them, as
-- when a person becomes protected and all that every source says of that person is removed at once. Versions that are
-- taken faster run ahead, and the clock catches up. They rise strictly whatever the clock does: only the holder of the lock
-- moves the sequence on, and never back.
create function next_uppgift_version() returns bigint language plpgsql as $$
declare
  start constant timestamptz := '2026-01-01T00:00:00Z';
  version bigint := nextval('uppgift_version');
  tick bigint;
begin
  if version < floor(extract(epoch from clock_timestamp() - start) * 10) and pg_try_advisory_xact_lock(x'1c5f0007'::bigint) then
    tick := floor(extract(epoch from clock_timestamp() - start) * 10);
    if tick > (select last_value from uppgift_version) then
      perform setval('uppgift_version', tick);
      version := nextval('uppgift_version');
    end if;
  end if;
  return version;
end $$;

-- Persons who are flagged, per source and stadsdel that says so. The strictest wins.
create table protected_person (
  person_ref text collate "C" not null,
  source     text collate "C" not null,
  stadsdel   text collate "C" not null,
  since      timestamptz not null default now(),
  primary key (person_ref, source, stadsdel)
);

-- The outbox names a change and does not carry it: whoever publishes reads the present state (docs/adr).
create table outbox (
  id          bigint generated always as identity primary key,
  uppgift_ref text collate "C" not null,
  person_ref  text collate "C" not null,
  stadsdel    text collate "C" not null,
  source      text collate "C" not null,
  mangd       text collate "C" not null,
  version     bigint not null,
  gone        boolean not null,
  created_at  timestamptz not null default now()
);
-- What is gone is published during a pause of the bus too.
create index outbox_gone on outbox (id) where gone;

-- What live reads have removed, and when they were read: a read that start earlier must not bring it back. Kept for
-- longer than any read lasts.
create table removed_uppgift (
  uppgift_ref text collate "C" primary key,
  read_at     timestamptz not null
);
create index removed_uppgift_by_time on removed_uppgift (read_at);

-- Handläggare as the newest read of each source × stadsdel has them, sealed under the stadsdel's key for the kind.
create table handlaggare_register (
  stadsdel        text collate "C" not null,
  source          text collate "C" not null,
  handlaggare_ref text collate "C" not null,
  mangd           text collate "C" not null check (mangd = 'handlaggare'),
  digest          bytea not null,
  sealed          bytea not null,
  primary key (stadsdel, source, handlaggare_ref)
);
