-- Tags as lists show them: a projection of the text's fields, like title and excerpt.
alter table "post" add column "tags" text[] not null default array[]::text[];
