-- Clients that are suspended, and those that have been: every running hub reads the open rows a few times a second.
create table klient_avstangd (
  id        bigint generated always as identity primary key,
  klient    text collate "C" not null,
  sedan     timestamptz not null default now(),
  av        text not null,
  skal      text not null,
  oppnad    timestamptz,
  oppnad_av text,
  check ((oppnad is null) = (oppnad_av is null))
);
create unique index klient_avstangd_nu on klient_avstangd (klient) where oppnad is null;
