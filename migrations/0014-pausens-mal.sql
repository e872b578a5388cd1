-- What is paused: what goes into cases, or what goes to the bus.
alter table leveranspaus add column mal text collate "C" not null default 'arendesystem' check (mal in ('arendesystem', 'buss'));
alter table leveranspaus alter column mal drop default;
drop index leveranspaus_nu;
create unique index leveranspaus_nu on leveranspaus (mal) where slut is null;
-- What is gone goes to the bus during its pause too.
create index utkorg_borta on utkorg (id) where borta;
