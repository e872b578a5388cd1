-- What is gathered beside the mirror and the log: the register of handläggare, and what a follower reads out of the log.

-- Handläggare as the newest read of each source × stadsdel has them, sealed under the stadsdel's key for the kind.
create table handlaggarregister (
  stadsdel        text collate "C" not null,
  kalla           text collate "C" not null,
  handlaggare_ref text collate "C" not null,
  mangd           text collate "C" not null check (mangd = 'handlaggare'),
  digest          bytea not null,
  forseglad       bytea not null,
  primary key (stadsdel, kalla, handlaggare_ref)
);

-- How far each reader has come in each log: the number of the record it reads next. Moves in the transaction that keeps
-- what the reader made of the records before it.
create table loggfoljare (
  lasare text collate "C" not null,
  logg   text collate "C" not null,
  nummer bigint not null,
  primary key (lasare, logg)
);

-- Lookups that showed something, by the district that showed it and the case they were made for; those that showed
-- nothing stand under no district and no case.
create table uppslagsrakning (
  -- ISO week of the day in Stockholm, 2026-W40: sorts as it reads
  vecka    text collate "C" not null,
  stadsdel text collate "C" not null,
  arende   text collate "C" not null,
  antal    bigint not null,
  primary key (vecka, stadsdel, arende)
);

-- Records that somebody should look at: where they stand, and nothing of whom they are about.
create table larm (
  id          bigint generated always as identity primary key,
  -- of the record
  tid         timestamptz not null,
  slag        text collate "C" not null,
  logg        text collate "C" not null,
  nummer      bigint not null,
  handelse_id text collate "C" not null,
  -- a request has a record in each log it concerns, and is one alert
  unique (slag, handelse_id)
);
create index larm_tid on larm (tid desc, id desc);

-- What one end user has done within a span of time, until the span is past.
create table larmfonster (
  slag          text collate "C" not null,
  klient        text collate "C" not null,
  slutanvandare text collate "C" not null,
  fonster       timestamptz not null,
  antal         bigint not null,
  primary key (fonster, slag, klient, slutanvandare)
);
