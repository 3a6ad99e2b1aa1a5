-- What each attempt to send to a channel came to.
create table "delivery_attempt" (
  "id" uuid not null,
  "channelId" uuid not null,
  "deliveryId" uuid not null,
  "postId" uuid not null,
  "attempt" integer not null,
  "outcome" text not null,
  "status" integer,
  "words" text,
  "tookMs" integer not null,
  "at" timestamptz(3) not null default now(),
  constraint "delivery_attempt_pkey" primary key ("id"),
  constraint "delivery_attempt_channelId_fkey" foreign key ("channelId") references "channel"("id") on delete cascade on update cascade
);
create index "delivery_attempt_channelId_at_id_idx" on "delivery_attempt"("channelId", "at", "id");
