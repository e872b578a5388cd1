-- Owner: src/review/follow-up.

-- Logguppföljning (docs/follow-up.md). `part`: what every officer of the log sees, or the records that tell protection, which are
-- kept apart in everything here.

-- Every version of the rules that something here was judged by.
create table review_rules (
  version    text collate "C" primary key,
  content    jsonb not null,
  first_used timestamptz not null default now()
);

-- The newest evaluation of a month of a log.
create table review_month (
  logg       text collate "C" not null,
  -- 2026-10, by the clock in Stockholm
  month      text collate "C" not null,
  part       text collate "C" not null check (part in ('open', 'protected')),
  version    text collate "C" not null references review_rules,
  evaluated  timestamptz not null,
  -- how many records the log had
  up_to      bigint not null,
  population bigint not null,
  primary key (logg, month, part)
);

-- Records that a rule asks somebody to look at: with what the rule measured, and nothing of whom they are about.
create table review_flag (
  logg     text collate "C" not null,
  month    text collate "C" not null,
  part     text collate "C" not null,
  nummer   bigint not null,
  rule     text collate "C" not null,
  version  text collate "C" not null references review_rules,
  measured jsonb not null,
  primary key (logg, nummer, rule),
  foreign key (logg, month, part) references review_month on delete cascade
);
create index review_flag_by_month on review_flag (logg, month, part);

-- Lookups of the open part, for the statistics of the board.
create table review_count (
  logg    text collate "C" not null,
  month   text collate "C" not null,
  part    text collate "C" not null check (part = 'open'),
  unit    text collate "C" not null,
  -- empty: none was stated
  andamal text collate "C" not null,
  outcome text collate "C" not null,
  count   bigint not null,
  primary key (logg, month, unit, andamal, outcome),
  foreign key (logg, month, part) references review_month on delete cascade
);

create table review_sample (
  sample_id     uuid primary key,
  logg          text collate "C" not null,
  month         text collate "C" not null,
  part          text collate "C" not null check (part in ('open', 'protected')),
  -- that of the month, of which there is one, or a further one that somebody asked for
  kind          text collate "C" not null check (kind in ('manad', 'extra')),
  version       text collate "C" not null references review_rules,
  -- the log when it was drawn; the random bytes were fixed before
  size          bigint not null,
  root          bytea not null,
  random        bytea not null,
  population    bigint not null,
  -- by rule: how much it flagged, and the digest of which
  flagged       jsonb not null,
  drawn_at      timestamptz not null,
  -- the record of the drawing
  nummer        bigint not null,
  due_at        timestamptz not null,
  reminded      timestamptz,
  closed_at     timestamptz,
  closed_issuer text collate "C",
  closed_by     text collate "C",
  -- signed
  closing       text,
  check ((closed_at is null) = (closing is null))
);
create unique index review_sample_of_month on review_sample (logg, month, part) where kind = 'manad';
create index review_sample_by_log on review_sample (logg, month desc, drawn_at desc);
create index review_sample_open on review_sample (due_at) where closed_at is null;

create table review_item (
  sample_id       uuid not null references review_sample on delete cascade,
  post            integer not null check (post > 0),
  nummer          bigint not null,
  grounds         text[] not null,
  -- by rule: what it measured when the sample was drawn
  measured        jsonb not null,
  -- whose lookup it is: it is never assigned to, nor judged by, that person
  author_issuer   text collate "C",
  author          text collate "C",
  -- null: whoever may
  reviewer_issuer text collate "C",
  reviewer        text collate "C",
  primary key (sample_id, post),
  check (reviewer is null or (reviewer_issuer, reviewer) is distinct from (author_issuer, author))
);

-- Verdicts are only added: the newest of an item counts. Comments are sealed under the log's key.
create table review_verdict (
  id        bigint generated always as identity primary key,
  sample_id uuid not null,
  post      integer not null,
  verdict   text collate "C" not null check (verdict in ('befogad', 'behover-utredas', 'obefogad')),
  comment   text collate "C" not null,
  issuer    text collate "C" not null,
  given_by  text collate "C" not null,
  given_at  timestamptz not null,
  foreign key (sample_id, post) references review_item on delete cascade
);
create index review_verdict_by_item on review_verdict (sample_id, post, id desc);
