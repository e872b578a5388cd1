-- Owner: src/platform/keys.

-- Proof that the keyring belongs to this database: a keyed digest of a fixed text, per key.
create table key_proof (
  key   text collate "C" primary key,
  proof bytea not null
);

-- Which data keys there are and have been: one per stadsdel and informationsmängd, for as long as an avtal covers it
-- (docs/avtal.md), and two or more while one replaces another. The keys lie in the keyring file; here is only what proves which
-- they are.
create table data_key (
  stadsdel      text collate "C" not null,
  mangd         text collate "C" not null,
  -- rises: a key that is gone never comes back
  generation    bigint not null,
  -- keyed digest of a fixed text
  proof         bytea not null,
  avtal         text not null,
  -- the last day on which a hub saw it covered, in Stockholm
  covered_until date not null,
  -- of one that replaces another: when the first of them was made, since what they seal was read since then
  created_at    timestamptz not null default now(),
  -- when it was made to replace the generation before; it seals when every process has had time to read it
  rotated_at    timestamptz,
  -- nothing is written under it any more: another has replaced it
  closed_at     timestamptz,
  -- nothing is sealed with it any more; and how many rows have been sealed anew
  renewed_at    timestamptz,
  renewed_rows  bigint not null default 0,
  -- from now on nothing is written under it, and it opens nothing
  ended_at      timestamptz,
  destroyed_at  timestamptz,
  avtal_ending  bigint references avtal_ending (id),
  primary key (stadsdel, mangd, generation)
);
create index data_key_live on data_key (stadsdel, mangd) where ended_at is null;

-- The signing key (signatur) and the keys of the logs (logg/<log>) have generations; the first of each is from the first start
-- and has no row here. A row without recorded_at is of a change that is under way, or that was interrupted; one of a data key
-- (data/<stadsdel>/<mangd>) goes when data_key has it.
create table rotated_key (
  name         text collate "C" not null,
  generation   bigint not null check (generation > 1),
  -- the public key, or the keyed digest of a fixed text
  proof        bytea not null,
  -- of the access records that tell of the change, and where the hub's own log ended before them
  event_id     text collate "C" not null,
  own_log_size bigint not null,
  recorded_at  timestamptz,
  primary key (name, generation)
);
