-- Owner: src/sync.

-- One sync run of one source × stadsdel. Its counts are the checkpoint: they commit with the rows they count.
create table sync_run (
  id             bigint generated always as identity primary key,
  source         text collate "C" not null,
  stadsdel       text collate "C" not null,
  kind           text collate "C" not null,
  trigger        text not null,
  status         text collate "C" not null check (status in ('pagar', 'lyckad', 'misslyckad', 'avbruten', 'vantar')),
  start          timestamptz not null default now(),
  ended_at       timestamptz,
  persons        bigint not null default 0,
  added          bigint not null default 0,
  changed        bigint not null default 0,
  unchanged      bigint not null default 0,
  gone           bigint not null default 0,
  quarantine     bigint not null default 0,
  protected      bigint not null default 0,
  bytes_read     bigint not null default 0,
  rows           bigint not null default 0,
  unknown_fields jsonb not null default '{}',
  -- rows by the part of the source that gave them, and rows that are no person's: compared from run to run
  rows_per_part  jsonb not null default '{}',
  not_persons    jsonb not null default '{}',
  error_code     text collate "C",
  -- what to do about the failure; names scopes and fields, never a value
  error_message  text,
  guard          jsonb,
  -- when scheduled work was due that this run does, and the order of a person (run_order) that it carries out
  due_at         timestamptz,
  ordered        bigint,
  -- uppgifter that the mirror no longer holds, whether the source has them no more or a flag took them; null: not known
  removed        bigint,
  -- uppgifter read so far: told while the run goes on, at most once a second
  progress       bigint not null default 0,
  progress_at    timestamptz,
  -- a person's word that it is to end: the process that runs it looks each second
  abort_asked    timestamptz,
  abort_by       text,
  abort_reason   text
);
create index sync_run_by_scope on sync_run (source, stadsdel, id desc);
create index sync_run_by_night on sync_run (coalesce(due_at, start));
create index sync_run_failed on sync_run (source, stadsdel, error_code) where status = 'misslyckad';
create index sync_run_open on sync_run (id) where status in ('pagar', 'vantar');

-- A person's word that a large deletion is right: the next complete read may take away this many uppgifter.
create table approved_removal (
  id          bigint generated always as identity primary key,
  source      text collate "C" not null,
  stadsdel    text collate "C" not null,
  at_most     bigint not null,
  approved_by text not null,
  reason      text not null,
  approved_at timestamptz not null default now(),
  -- kept when it has been used, or another has taken its place
  ended_at    timestamptz
);
create unique index approved_removal_now on approved_removal (source, stadsdel) where ended_at is null;

-- A person's word that what a run holds is not to be taken away: it needs nobody until the next complete read.
create table rejected_removal (
  sync_run    bigint primary key references sync_run (id),
  rejected_by text not null,
  reason      text not null,
  rejected_at timestamptz not null default now()
);

-- What could not be mapped: names in clear, the listed raw values sealed and short-lived.
create table quarantine (
  id         bigint generated always as identity primary key,
  sync_run   bigint not null references sync_run (id),
  source     text collate "C" not null,
  stadsdel   text collate "C" not null,
  mangd      text collate "C" not null,
  person_ref text collate "C",
  field      text not null,
  reason     text not null,
  sealed     bytea not null,
  -- tells, without the content, whether the same was here before
  digest     bytea not null default '',
  -- keyed references of what the item would be found by, as those of an uppgift
  search_refs bigint[] not null default '{}',
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index quarantine_by_search_ref on quarantine using gin (search_refs);
create index quarantine_by_scope on quarantine (source, stadsdel, mangd);

-- Which century a number written without one means, as a person has decided: a keyed reference of the ten digits, and
-- the row of quarantine that it was decided from.
create table chosen_century (
  id         bigint primary key,
  source     text collate "C" not null,
  stadsdel   text collate "C" not null,
  mangd      text collate "C" not null,
  number_ref bigint not null,
  century    integer not null check (century in (18, 19, 20)),
  chosen_by  text not null,
  chosen_at  timestamptz not null default now(),
  unique (source, stadsdel, number_ref)
);

-- Used only when a source delivers one person's rows apart (docs/adr); lost at a crash, as is the run that filled it.
create unlogged table staging (
  sync_run   bigint not null,
  person_ref text collate "C" not null,
  number     bigint not null,
  sealed     bytea not null
);
create index staging_order on staging (sync_run, person_ref, number);

-- States that a run has read and that take items away: written when the whole of the read is known, lost with a run that fails.
create unlogged table held_write (
  sync_run    bigint not null,
  uppgift_ref text collate "C" not null,
  person_ref  text collate "C" not null,
  mangd       text collate "C" not null,
  digest      bytea not null,
  sealed      bytea not null,
  search_refs bigint[] not null,
  items       integer not null,
  primary key (sync_run, uppgift_ref)
);
