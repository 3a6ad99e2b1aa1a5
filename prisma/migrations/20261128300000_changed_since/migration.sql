-- Whether a post's text has moved on from the version that goes out: lists say it without reading texts.
alter table "post" add column "movedOn" boolean not null default false;
