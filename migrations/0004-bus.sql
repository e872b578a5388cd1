-- Owner: src/bus.

-- What the bus would not take or give. Neither table holds a payload: a message is made anew from the mirror, and what was
-- read still lies in its topic.

-- Messages that a broker refuses, until the uppgift changes or somebody asks for them again.
create table dead_letter (
  uppgift_ref text collate "C" primary key,
  person_ref  text collate "C" not null,
  stadsdel    text collate "C" not null,
  source      text collate "C" not null,
  mangd       text collate "C" not null,
  version     bigint not null,
  reason      text not null,
  since       timestamptz not null default now()
);
create index dead_letter_by_scope on dead_letter (stadsdel, mangd);

-- Records of a topic that do not follow their contract, by where they stand.
create table rejected_message (
  topic     text collate "C" not null,
  partition integer not null,
  -- Kafka's offset
  position  bigint not null,
  reason    text not null,
  since     timestamptz not null default now(),
  primary key (topic, partition, position)
);

-- Whether each hub's consumer is in its group, for all processes; rows of hubs that are gone are deleted.
create table consumer_state (
  consumer_group text collate "C" not null,
  -- host and process
  member         text collate "C" not null,
  joined         boolean not null,
  reason         text not null,
  since          timestamptz not null,
  seen_at        timestamptz not null,
  primary key (consumer_group, member)
);
