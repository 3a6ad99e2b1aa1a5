-- Times of the week at which posts like to go out.
alter table "workspace" add column "slots" jsonb;
