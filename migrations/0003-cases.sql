-- Owner: src/cases.

-- Cases of the case system whose person's allowed projection is to be mirrored while they are open.
create table arende (
  arende_id  text collate "C" primary key,
  -- the client that opened it, and the only one that may report on it
  klient     text collate "C" not null,
  person_ref text collate "C" not null,
  andamal    text collate "C" not null,
  category   jsonb not null default '{}',
  status     text collate "C" not null check (status in ('oppet', 'stangt', 'rensat')),
  opened_at  timestamptz not null default now(),
  closed_at  timestamptz,
  -- of the purge that follows the closing
  attempts   integer not null default 0,
  due_at     timestamptz not null default now(),
  -- What an open case registers of its person follows what it holds: since when that may have changed, and a digest of the
  -- references and versions that its present registration was made of (null: it has none; empty: one that must not stand).
  enrich_at  timestamptz,
  enriched   text collate "C",
  -- The category that somebody at the contact centre chose for it, in words of the configuration: it registers that, and not
  -- the one that would be suggested.
  chosen     jsonb,
  -- When it is looked at next, since something was taken out of it; how many times it was, and since when it is.
  look_at     timestamptz,
  looks       integer not null default 0,
  looked_from timestamptz,
  -- What the case system answered when it was asked whether it has the case, which it is of every case that opens; null: nothing
  -- yet. When it is asked next, if it is, and how often it has been since the opening.
  case_state   text collate "C" check (case_state in ('open', 'closed', 'missing', 'refused')),
  case_checked timestamptz,
  check_at     timestamptz default now(),
  checks       integer not null default 0,
  -- the worker that claimed a purge, a look or a registration of it last
  claimed_by   text collate "C"
);
create index arende_by_person on arende (person_ref) where status = 'oppet';
create index arende_to_purge on arende (due_at) where status = 'stangt';
create index arende_to_look_at on arende (look_at) where look_at is not null;
create index arende_to_check on arende (check_at) where check_at is not null;
create index arende_to_enrich on arende (enrich_at) where enrich_at is not null and status = 'oppet';

-- What each case should hold and holds. The worker brings `delivered` up to `wanted`.
create table delivery (
  arende_id     text collate "C" not null references arende (arende_id),
  uppgift_ref   text collate "C" not null,
  -- whose log the removal is written to when the uppgift itself is gone
  stadsdel      text collate "C" not null,
  wanted        bigint not null,
  delivered     bigint not null default 0,
  status        text collate "C" not null check (status in ('vantar', 'levererad', 'parkerad')),
  attempts      integer not null default 0,
  due_at        timestamptz not null default now(),
  reason        text,
  -- of what kind it is
  mangd         text collate "C" not null,
  -- since when the delivery has been what it is
  since         timestamptz not null default now(),
  -- Under which decision a case was given what it holds: a digest of the fields that were permitted then. Null: nothing was given
  -- yet.
  fields_digest text collate "C",
  -- the worker that claimed it last
  claimed_by    text collate "C",
  primary key (arende_id, uppgift_ref)
);
create index delivery_queue on delivery (due_at) where status = 'vantar';
create index delivery_by_scope on delivery (stadsdel, mangd) where delivered > 0 or attempts > 0;

-- Workers, each of which holds a lock of its name: what was claimed by one that has ended is due at once.
create table delivery_worker (
  id text collate "C" primary key
);

-- Kept by the table, because a delivery is set to wait in several statements.
create function delivery_since() returns trigger language plpgsql as
  $$ begin new.since := now(); return new; end $$;
create trigger delivery_since before update of status on delivery
  for each row when (old.status is distinct from new.status) execute function delivery_since();

-- When nothing new is brought into cases, and when it was not: every worker reads the open row at each claim.
create table pause (
  id        bigint generated always as identity primary key,
  -- What is paused: what goes into cases, or what goes to the bus.
  target    text collate "C" not null check (target in ('arendesystem', 'buss')),
  since     timestamptz not null default now(),
  paused_by text not null,
  reason    text not null,
  ended_at  timestamptz,
  ended_by  text,
  check ((ended_at is null) = (ended_by is null))
);
create unique index pause_now on pause (target) where ended_at is null;

-- That a closed case was emptied, and of how many uppgifter per stadsdel. Stands after the case itself is forgotten.
create table purge_receipt (
  id        bigint generated always as identity primary key,
  arende_id text collate "C" not null,
  closed_at timestamptz not null,
  purged    timestamptz not null default now(),
  uppgifter jsonb not null,
  -- of the access records that came before it
  event_id  text collate "C" not null
);
create index purge_receipt_by_arende on purge_receipt (arende_id, id desc);

-- Uppgifter that were taken out of a case and that the case system keeps in a history of it that nobody can delete. Stands after the
-- case itself is forgotten.
create table kept_copy (
  arende_id   text collate "C" not null,
  uppgift_ref text collate "C" not null,
  stadsdel    text collate "C" not null,
  mangd       text collate "C" not null,
  seen        timestamptz not null default now(),
  primary key (arende_id, uppgift_ref)
);
create index kept_copy_by_scope on kept_copy (stadsdel, mangd);
