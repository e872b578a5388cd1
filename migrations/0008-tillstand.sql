-- Owner: src/policy/tillstand.

-- Enkelttillstånd: a rule that gives way for one person at work, for a reason and for a while (docs/skydd.md). Reasons and
-- comments are sealed under the log key of the processor's own log. A step's record stands in that log before the step
-- takes effect.
create table tillstand (
  tillstand_id     uuid primary key,
  regel            text collate "C" not null check (regel in ('oppettid', 'arende-saknas', 'skyddad')),
  status           text collate "C" not null check (status in ('vantar-godkannande', 'beviljat', 'avslaget')),
  -- a person is an issuer's subject, never a name alone: nobody decides on or reviews their own
  utfardare        text collate "C" not null,
  slutanvandare    text collate "C" not null,
  klient           text not null,
  -- null: the rule is not about one person
  person_ref       text collate "C",
  arende           text,
  motivering       text collate "C" not null,
  minuter          integer not null check (minuter > 0),
  begart           timestamptz not null default now(),
  -- while it waits: when it lapses undecided
  valid_to         timestamptz not null,
  beslut           text collate "C" check (beslut in ('godkant', 'avslaget')),
  decided_issuer   text collate "C",
  decided_by       text collate "C",
  decision_comment text collate "C",
  decided          timestamptz,
  granskning       text collate "C" check (granskning in ('befogat', 'obefogat', 'behover-utredas')),
  reviewed_issuer  text collate "C",
  reviewed_by      text collate "C",
  review_comment   text collate "C",
  reviewed         timestamptz,
  check (regel <> 'skyddad' or (person_ref is not null and (status <> 'beviljat' or beslut is not distinct from 'godkant'))),
  check ((decided_issuer, decided_by) is distinct from (utfardare, slutanvandare)),
  check ((reviewed_issuer, reviewed_by) is distinct from (utfardare, slutanvandare)),
  check (reviewed_by is null or (reviewed_issuer, reviewed_by) is distinct from (decided_issuer, decided_by))
);
create index tillstand_by_time on tillstand (begart desc, tillstand_id);
