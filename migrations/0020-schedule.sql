-- Owner: src/operations.

-- When scheduled work is next due: a read of each source × stadsdel, and other work once ('-'). Moved on when the work has ended,
-- so that nothing that was due is forgotten while no hub works.
create table due_time (
  kind       text collate "C" not null,
  source     text collate "C" not null,
  stadsdel   text collate "C" not null,
  expression text collate "C" not null,
  due_at     timestamptz not null,
  primary key (kind, source, stadsdel)
);

-- Reads that are not begun by the clock, and since when: of a source, a stadsdel, one of both, or all (null).
create table sync_pause (
  id           bigint generated always as identity primary key,
  source       text collate "C",
  stadsdel     text collate "C",
  since        timestamptz not null default now(),
  paused_by    text not null,
  reason       text not null,
  ended_at     timestamptz,
  ended_by     text,
  ended_reason text,
  check ((ended_at is null) = (ended_by is null))
);
create unique index sync_pause_now on sync_pause (coalesce(source, ''), coalesce(stadsdel, '')) where ended_at is null;

-- What a person has asked for now, whichever process serves the page; the one that does the background work carries it out.
create table run_order (
  id         bigint generated always as identity primary key,
  -- of the form, so that sending it twice orders once
  key        text collate "C" not null unique,
  kind       text collate "C" not null check (kind in ('fullstandig', 'andrade', 'betalstatus', 'avstamning', 'reparation')),
  -- [{source, stadsdel}]
  scopes     jsonb not null,
  ordered_at timestamptz not null default now(),
  ordered_by text not null,
  reason     text not null,
  begun_at   timestamptz,
  ended_at   timestamptz,
  -- [{source, stadsdel, code}]; empty source and stadsdel: of the whole
  failed     jsonb not null default '[]'
);
create index run_order_open on run_order (id) where ended_at is null;

-- How the outbox stood, each five minutes of two weeks.
create table outbox_sample (
  at             timestamptz primary key,
  waiting        bigint not null,
  oldest_seconds double precision not null
);

-- Logins that a source has refused: no hub tries them again while the credentials are the same. Nothing here tells a user or a
-- password: the fingerprint is a keyed reference.
create table refused_login (
  source      text collate "C" not null,
  -- '-' of a service that all stadsdelar share
  stadsdel    text collate "C" not null,
  -- what the service refuses the login for; '' for everything
  part        text collate "C" not null,
  fingerprint text collate "C" not null,
  why         text not null,
  refused_at  timestamptz not null,
  -- null: until the credentials are others, or a person says that they may be tried again
  until_at    timestamptz,
  times       integer not null,
  primary key (source, stadsdel, part)
);
