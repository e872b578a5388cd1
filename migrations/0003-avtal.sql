-- Data keys follow agreements (docs/avtal.md): one per stadsdel and informationsmängd, for as long as an avtal covers it.

-- The end of an avtal, or of some of its kinds, and how far it has come: each step is marked here when it is done, so
-- that a hub which starts after another was killed goes on where that one was.
create table avtalsslut (
  id                bigint generated always as identity primary key,
  stadsdel          text collate "C" not null,
  -- diarienummer
  avtal             text not null,
  mangder           text[] collate "C" not null,
  -- the first day that was not covered, in Stockholm
  upphorde          date not null,
  -- whoever takes over the district: its data waits for this one's to be gone
  efterfoljare      text collate "C",
  handelse_id       text collate "C" not null,
  paborjat          timestamptz not null default now(),
  -- numbers of the first and the last record of it in the board's log
  loggpost          bigint,
  slutpost          bigint,
  nycklar_forstorda timestamptz,
  -- rows taken away, by table; and what cases then held
  rader             jsonb not null default '{}',
  gallrat           timestamptz,
  -- nothing in a case of a version up to this is of another time than before the end
  hogsta_version    bigint,
  klart             timestamptz,
  kvitto            text
);
create index avtalsslut_oavslutat on avtalsslut (stadsdel) where klart is null;

-- Which data keys there are and have been. The keys lie in the keyring file; here is only what proves which they are.
create table datanyckel (
  stadsdel   text collate "C" not null,
  mangd      text collate "C" not null,
  -- rises: a key that is gone never comes back
  generation bigint not null,
  -- keyed digest of a fixed text
  prov       bytea not null,
  avtal      text not null,
  -- the last day on which a hub saw it covered, in Stockholm
  tackt_tom  date not null,
  skapad     timestamptz not null default now(),
  -- from now on nothing is written under it
  avslutad   timestamptz,
  forstord   timestamptz,
  avtalsslut bigint references avtalsslut (id),
  primary key (stadsdel, mangd, generation)
);
create unique index datanyckel_levande on datanyckel (stadsdel, mangd) where avslutad is null;

-- The policy that the newest hub was started with: hubs with another one follow and decide nothing about keys.
create table policy_i_bruk (
  id      bigint generated always as identity primary key,
  version text collate "C" not null,
  sedan   timestamptz not null default now()
);

-- Of what kind a delivery is; null in those from before, until the uppgift changes.
alter table leverans add column mangd text collate "C";
update leverans set mangd = uppgift.mangd from uppgift where uppgift.uppgift_ref = leverans.uppgift_ref;
create index leverans_omfang on leverans (stadsdel, mangd) where levererad > 0 or forsok > 0;

-- Keys have changed form, so what the old ones sealed is read again. It is derived data; versions rise.
with borta as (delete from uppgift returning *)
insert into utkorg (uppgift_ref, person_ref, stadsdel, kalla, mangd, version, borta)
select uppgift_ref, person_ref, stadsdel, kalla, mangd, nextval('uppgift_version'), true from borta;
delete from karantan;
delete from mellanlager;
delete from nyckelkontroll where nyckel like 'data/%';
