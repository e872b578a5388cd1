-- Owner: src/operations/notices.

-- What somebody is told of by mail or webhook: each fact once, from when it was found until it no longer holds. Codes, scopes and
-- counts; nothing of a person.
create table notice_fact (
  id       bigint generated always as identity primary key,
  fact     text collate "C" not null,
  noted_at timestamptz not null default now(),
  ended_at timestamptz
);
create unique index notice_fact_now on notice_fact (fact) where ended_at is null;

-- A notice, once for each channel that it goes through. It is sent at least once, under one id.
create table notice (
  notice_id  uuid not null,
  channel    text collate "C" not null check (channel in ('smtp', 'webhook')),
  content    jsonb not null,
  created_at timestamptz not null default now(),
  attempts   integer not null default 0,
  due_at     timestamptz not null default now(),
  sent_at    timestamptz,
  -- of the newest attempt
  error_code text,
  primary key (notice_id, channel)
);
create index notice_unsent on notice (due_at) where sent_at is null;
