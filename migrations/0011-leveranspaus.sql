-- When nothing new is brought into cases, and when it was not: every worker reads the open row at each claim.
create table leveranspaus (
  id        bigint generated always as identity primary key,
  sedan     timestamptz not null default now(),
  av        text not null,
  skal      text not null,
  slut      timestamptz,
  slut_av   text,
  check ((slut is null) = (slut_av is null))
);
create unique index leveranspaus_nu on leveranspaus ((true)) where slut is null;

-- Since when a delivery has been what it is. Kept by the table, because it is set to wait from many places.
alter table leverans add column sedan timestamptz not null default now();
create function leverans_sedan() returns trigger language plpgsql as
  $$ begin new.sedan := now(); return new; end $$;
create trigger leverans_sedan before update of status on leverans
  for each row when (old.status is distinct from new.status) execute function leverans_sedan();
