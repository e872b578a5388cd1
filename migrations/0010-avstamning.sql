-- What the newest reconciliation found, side by side with the mirror. Counts and keyed digests; no references.
create table avstamning (
  sida            text collate "C" not null check (sida in ('kalla', 'amne', 'arende')),
  kalla           text collate "C" not null,
  stadsdel        text collate "C" not null,
  mangd           text collate "C" not null,
  tid             timestamptz not null,
  antal           bigint not null,
  spegelns_antal  bigint not null,
  digest          text collate "C" not null,
  spegelns_digest text collate "C" not null,
  pa_vag          bigint not null,
  avvikelser      bigint not null,
  primary key (sida, kalla, stadsdel, mangd)
);
