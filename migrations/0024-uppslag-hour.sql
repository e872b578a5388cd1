-- Owner: src/atkomstlogg/follow.

-- Records of lookups by end users, by whole hours, which all clocks in Europe share; without those that tell protection.
create table uppslag_hour (
  hour  timestamptz not null,
  logg  text collate "C" not null,
  -- with spaces between, where a refused request had several
  roll  text collate "C" not null,
  count bigint not null,
  primary key (hour, logg, roll)
);
