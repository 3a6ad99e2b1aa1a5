-- Names that people give to moments of a post's history: a row of its log each.
create table "named_moment" (
  "postId" uuid not null references "post" ("id") on delete cascade on update cascade,
  "logSeq" integer not null,
  "name" text not null,
  "at" timestamptz(3) not null,
  "namedById" text not null,
  "namedAt" timestamptz(3) not null default now(),
  primary key ("postId", "logSeq")
);
