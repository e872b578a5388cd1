-- What the bus would not take or give. Neither holds a payload: a message is made anew from the mirror, and what was read
-- still lies in its topic.

-- Messages that a broker refuses, until the uppgift changes or somebody asks for them again.
create table parkerat_meddelande (
  uppgift_ref text collate "C" primary key,
  person_ref  text collate "C" not null,
  stadsdel    text collate "C" not null,
  kalla       text collate "C" not null,
  mangd       text collate "C" not null,
  version     bigint not null,
  orsak       text not null,
  sedan       timestamptz not null default now()
);
create index parkerat_meddelande_omfang on parkerat_meddelande (stadsdel, mangd);

-- Records of a topic that do not follow their contract, by where they stand.
create table avvisat_meddelande (
  amne      text collate "C" not null,
  partition integer not null,
  -- Kafka's offset
  plats     bigint not null,
  orsak     text not null,
  sedan     timestamptz not null default now(),
  primary key (amne, partition, plats)
);
