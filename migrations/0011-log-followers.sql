-- Owner: src/atkomstlogg/follow.

-- How far each reader has come in each log: the number of the record it reads next. Moves in the transaction that keeps
-- what the reader made of the records before it.
create table log_follower (
  reader text collate "C" not null,
  logg   text collate "C" not null,
  nummer bigint not null,
  primary key (reader, logg)
);

-- Lookups that showed something, by the district that showed it and the case they were made for; those that showed
-- nothing stand under no district and no case.
create table uppslag_count (
  -- ISO week of the day in Stockholm, 2026-W40: sorts as it reads
  week     text collate "C" not null,
  stadsdel text collate "C" not null,
  arende   text collate "C" not null,
  count    bigint not null,
  primary key (week, stadsdel, arende)
);

-- What somebody who reads the log should look at, and nothing of whom it is about.
create table alert (
  id        bigint generated always as identity primary key,
  -- as callers see it: numbers would tell of alerts in others' logs, and of those that tell protection
  public_id uuid not null default gen_random_uuid() unique,
  -- of the record, or when it was found
  time      timestamptz not null,
  kind      text collate "C" not null,
  logg      text collate "C" not null,
  -- of the record; null where the alert is about no record
  nummer    bigint,
  -- of the request, or a name by which the same finding is known again
  event_id  text collate "C" not null,
  -- the alert, or the record it points at, tells that somebody is protected
  protected boolean not null,
  -- a request has a record in each log it concerns, and is one alert there
  unique (kind, event_id, logg)
);
create index alert_by_time on alert (logg, time desc, id desc);

-- What one end user has done within a span of time, until the span is past.
create table alert_window (
  kind          text collate "C" not null,
  klient        text collate "C" not null,
  -- of the token, by which with the end user's name one person is told from another; empty when there was none
  utfardare     text collate "C" not null,
  slutanvandare text collate "C" not null,
  window_start  timestamptz not null,
  count         bigint not null,
  primary key (window_start, kind, klient, utfardare, slutanvandare)
);
