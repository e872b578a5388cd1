-- Owner: src/platform/keys.

-- Proof that the keyring belongs to this database: a keyed digest of a fixed text, per key.
create table key_proof (
  key   text collate "C" primary key,
  proof bytea not null
);

-- Which data keys there are and have been: one per stadsdel and informationsmängd, for as long as an avtal covers it
-- (docs/avtal.md). The keys lie in the keyring file; here is only what proves which they are.
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
  created_at    timestamptz not null default now(),
  -- from now on nothing is written under it
  ended_at      timestamptz,
  destroyed_at  timestamptz,
  avtal_ending  bigint references avtal_ending (id),
  primary key (stadsdel, mangd, generation)
);
create unique index data_key_live on data_key (stadsdel, mangd) where ended_at is null;
