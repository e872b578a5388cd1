-- Owner: src/avtal.

-- The end of an avtal, or of some of its kinds, and how far it has come: each step is marked here when it is done, so
-- that a hub which starts after another was killed goes on where that one was.
create table avtal_ending (
  id              bigint generated always as identity primary key,
  stadsdel        text collate "C" not null,
  -- diarienummer
  avtal           text not null,
  mangder         text[] collate "C" not null,
  -- the first day that was not covered, in Stockholm
  ended           date not null,
  -- whoever takes over the district: its data waits for this one's to be gone
  successor       text collate "C",
  event_id        text collate "C" not null,
  begun           timestamptz not null default now(),
  -- numbers of the first and the last record of it in the board's log
  begin_record    bigint,
  end_record      bigint,
  keys_destroyed  timestamptz,
  -- rows taken away, by table; and what cases then held
  removed         jsonb not null default '{}',
  purged          timestamptz,
  -- nothing in a case of a version up to this is of another time than before the end
  highest_version bigint,
  done            timestamptz,
  receipt         text
);
create index avtal_ending_unfinished on avtal_ending (stadsdel) where done is null;

-- The policy that the newest hub was started with: hubs with another one follow and decide nothing about keys.
create table policy_in_use (
  id      bigint generated always as identity primary key,
  version text collate "C" not null,
  since   timestamptz not null default now(),
  -- the rules themselves, as JSON, so that what a later policy opened and closed can be told
  content text collate "C" not null
);
