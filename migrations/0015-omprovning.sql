-- Under which decision a case was given what it holds: a digest of the fields that were permitted then. Null: from before
-- this was kept, and then not known.
alter table leverans add column falt text collate "C";
