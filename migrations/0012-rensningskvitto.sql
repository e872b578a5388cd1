-- That a closed case was emptied, and of how many uppgifter per stadsdel. Stands after the case itself is forgotten.
create table rensningskvitto (
  id         bigint generated always as identity primary key,
  arende_id  text collate "C" not null,
  stangt     timestamptz not null,
  rensat     timestamptz not null default now(),
  uppgifter  jsonb not null,
  -- of the access records that came before it
  handelse_id text collate "C" not null
);
create index rensningskvitto_arende on rensningskvitto (arende_id, id desc);
