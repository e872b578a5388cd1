-- Owner: src/review/alerts.

-- Who has taken care of an alert. It goes with the alert, after 25 months; the access log keeps that it was done.
create table alert_acknowledgement (
  alert         bigint primary key references alert (id) on delete cascade,
  time          timestamptz not null default now(),
  -- the person, by issuer and subject
  utfardare     text collate "C" not null,
  slutanvandare text collate "C" not null,
  -- sealed under the key of the alert's log
  comment       text not null
);
