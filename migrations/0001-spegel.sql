-- PostgreSQL 15 subset. Opaque references are base64url text of 16 bytes; nothing here can be read without the keyring.

-- The mirror: one row is everything one source knows of one person within one stadsdel and one informationsmängd.
create table uppgift (
  uppgift_ref text collate "C" primary key,
  person_ref  text collate "C" not null,
  stadsdel    text collate "C" not null,
  kalla       text collate "C" not null,
  mangd       text collate "C" not null,
  version     bigint not null,
  digest      bytea not null,
  forseglad   bytea not null,
  -- keyed references by which an invoice is found; collisions are possible and harmless
  sokrefs     bigint[] not null,
  last        timestamptz not null
);
create index uppgift_person on uppgift (person_ref);
create index uppgift_omfang on uppgift (kalla, stadsdel);
create index uppgift_sok on uppgift using gin (sokrefs);

-- Versions rise over all uppgifter, so that one which comes back after having been gone is newer than its tombstone.
create sequence uppgift_version;

-- Persons who are flagged, per source and stadsdel that says so. The strictest wins.
create table skyddad (
  person_ref text collate "C" not null,
  kalla      text collate "C" not null,
  stadsdel   text collate "C" not null,
  sedan      timestamptz not null default now(),
  primary key (person_ref, kalla, stadsdel)
);

-- The outbox names a change and does not carry it: whoever publishes reads the present state (docs/adr).
create table utkorg (
  id          bigint generated always as identity primary key,
  uppgift_ref text collate "C" not null,
  person_ref  text collate "C" not null,
  stadsdel    text collate "C" not null,
  kalla       text collate "C" not null,
  mangd       text collate "C" not null,
  version     bigint not null,
  borta       boolean not null,
  skapad      timestamptz not null default now()
);

-- One sync run of one source × stadsdel. Its counts are the checkpoint: they commit with the rows they count.
create table korning (
  id           bigint generated always as identity primary key,
  kalla        text collate "C" not null,
  stadsdel     text collate "C" not null,
  slag         text collate "C" not null,
  utlosare     text not null,
  status       text collate "C" not null check (status in ('pagar', 'lyckad', 'misslyckad', 'avbruten', 'vantar')),
  start        timestamptz not null default now(),
  slut         timestamptz,
  personer     bigint not null default 0,
  nya          bigint not null default 0,
  andrade      bigint not null default 0,
  oforandrade  bigint not null default 0,
  borta        bigint not null default 0,
  karantan     bigint not null default 0,
  skyddade     bigint not null default 0,
  lasta_byte   bigint not null default 0,
  rader        bigint not null default 0,
  okanda_falt  jsonb not null default '{}',
  felkod       text collate "C",
  vakt         jsonb
);
create index korning_omfang on korning (kalla, stadsdel, id desc);

-- A person's word that a large deletion is right: the next complete read may take away this many uppgifter.
create table godkand_borttagning (
  kalla     text collate "C" not null,
  stadsdel  text collate "C" not null,
  hogst     bigint not null,
  av        text not null,
  tid       timestamptz not null default now(),
  primary key (kalla, stadsdel)
);

-- What could not be mapped: names in clear, the listed raw values sealed and short-lived.
create table karantan (
  id         bigint generated always as identity primary key,
  korning    bigint not null references korning (id),
  kalla      text collate "C" not null,
  stadsdel   text collate "C" not null,
  mangd      text collate "C" not null,
  person_ref text collate "C",
  falt       text not null,
  orsak      text not null,
  forseglad  bytea not null,
  skapad     timestamptz not null default now(),
  utgar      timestamptz not null
);
create index karantan_omfang on karantan (kalla, stadsdel, mangd);

-- Used only when a source delivers one person's rows apart (docs/adr); lost at a crash, as is the run that filled it.
create unlogged table mellanlager (
  korning    bigint not null,
  person_ref text collate "C" not null,
  nummer     bigint not null,
  forseglad  bytea not null
);
create index mellanlager_ordning on mellanlager (korning, person_ref, nummer);

-- Cases of the case system whose person's allowed projection is to be mirrored while they are open.
create table arende (
  arende_id  text collate "C" primary key,
  person_ref text collate "C" not null,
  andamal    text collate "C" not null,
  kategori   jsonb not null default '{}',
  status     text collate "C" not null check (status in ('oppet', 'stangt', 'rensat')),
  oppnat     timestamptz not null default now(),
  stangt     timestamptz,
  -- of the purge that follows the closing
  forsok     integer not null default 0,
  nasta      timestamptz not null default now()
);
create index arende_person on arende (person_ref) where status = 'oppet';
create index arende_att_rensa on arende (nasta) where status = 'stangt';

-- What each case should hold and holds. The worker brings `levererad` up to `onskad`.
create table leverans (
  arende_id   text collate "C" not null references arende (arende_id),
  uppgift_ref text collate "C" not null,
  -- whose log the removal is written to when the uppgift itself is gone
  stadsdel    text collate "C" not null,
  onskad      bigint not null,
  levererad   bigint not null default 0,
  status      text collate "C" not null check (status in ('vantar', 'levererad', 'parkerad')),
  forsok      integer not null default 0,
  nasta       timestamptz not null default now(),
  orsak       text,
  primary key (arende_id, uppgift_ref)
);
create index leverans_ko on leverans (nasta) where status = 'vantar';

-- Proof that the keyring belongs to this database: a keyed digest of a fixed text, per key.
create table nyckelkontroll (
  nyckel text collate "C" primary key,
  prov   bytea not null
);
