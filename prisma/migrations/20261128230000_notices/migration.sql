-- One row for each event and person, however often the event is seen; what the inbox shows are groups of them.
CREATE TABLE "notice" (
    "userId" TEXT NOT NULL,
    "dedupeKey" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "notice_pkey" PRIMARY KEY ("userId", "dedupeKey")
);
ALTER TABLE "notice" ADD CONSTRAINT "notice_userId_fkey" FOREIGN KEY ("userId") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;
-- How much somebody was told in the last minute.
CREATE INDEX "notice_userId_at_idx" ON "notice"("userId", "at");
INSERT INTO "notice" ("userId", "dedupeKey", "at") SELECT "userId", "dedupeKey", "at" FROM "notification";

-- A row of before is a group of its own.
ALTER TABLE "notification" RENAME COLUMN "dedupeKey" TO "groupKey";
ALTER INDEX "notification_userId_dedupeKey_key" RENAME TO "notification_userId_groupKey_key";
-- The sentence is made when it is read; what is stored is what it is about.
ALTER TABLE "notification" RENAME COLUMN "title" TO "subject";
UPDATE "notification" SET "subject" = coalesce(substring("subject" from '“(.*)”'), "subject");
ALTER TABLE "notification" ADD COLUMN "rev" INTEGER NOT NULL DEFAULT 1, ADD COLUMN "archivedAt" TIMESTAMPTZ(3);
CREATE INDEX "notification_unread_idx" ON "notification"("userId") WHERE "readAt" IS NULL AND "archivedAt" IS NULL;
