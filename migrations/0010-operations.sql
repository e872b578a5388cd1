-- Owner: src/operations.

-- Clients that are suspended, and those that have been: every running hub reads the open rows a few times a second.
create table client_suspension (
  id           bigint generated always as identity primary key,
  klient       text collate "C" not null,
  since        timestamptz not null default now(),
  suspended_by text not null,
  reason       text not null,
  reopened     timestamptz,
  reopened_by  text,
  check ((reopened is null) = (reopened_by is null))
);
create unique index client_suspension_now on client_suspension (klient) where reopened is null;

-- What the newest reconciliation found, side by side with the mirror. Counts and keyed digests; no references.
create table reconciliation (
  side          text collate "C" not null check (side in ('kalla', 'amne', 'arende')),
  source        text collate "C" not null,
  stadsdel      text collate "C" not null,
  mangd         text collate "C" not null,
  compared      timestamptz not null,
  count         bigint not null,
  mirror_count  bigint not null,
  digest        text collate "C" not null,
  mirror_digest text collate "C" not null,
  on_the_way    bigint not null,
  deviations    bigint not null,
  primary key (side, source, stadsdel, mangd)
);

-- Restores of this database from a backup: each is recorded in the hub's own log, and what came after the backup is made good,
-- before anything is sent.
create table restoration (
  id          bigint generated always as identity primary key,
  backup      text collate "C" not null,
  taken       timestamptz not null,
  restored    timestamptz not null default now(),
  restored_by text not null,
  reason      text not null,
  recorded    timestamptz,
  reconciled  timestamptz
);
