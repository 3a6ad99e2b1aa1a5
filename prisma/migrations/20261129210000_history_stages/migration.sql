-- Where a long history can be entered in its middle: the text at a row of the log, and whose each of its letters is.
create table "doc_stage" (
  "docId" integer not null,
  "seq" integer not null,
  "at" timestamptz(3) not null,
  "state" bytea not null,
  "origins" bytea not null,
  "crc" integer not null,
  primary key ("docId", "seq")
);
