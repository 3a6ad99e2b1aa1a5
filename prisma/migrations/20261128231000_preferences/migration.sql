-- What people want to hear of and how, which posts they watch or mute, and which rows wait for a mail.
CREATE TABLE "notification_preference" (
    "userId" TEXT NOT NULL,
    "choices" JSONB NOT NULL DEFAULT '{}',
    "watchOnComment" BOOLEAN NOT NULL DEFAULT true,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "notification_preference_pkey" PRIMARY KEY ("userId")
);
ALTER TABLE "notification_preference" ADD CONSTRAINT "notification_preference_userId_fkey" FOREIGN KEY ("userId") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "post_watch" (
    "postId" UUID NOT NULL,
    "userId" TEXT NOT NULL,
    "watches" BOOLEAN NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "post_watch_pkey" PRIMARY KEY ("postId", "userId")
);
ALTER TABLE "post_watch" ADD CONSTRAINT "post_watch_postId_fkey" FOREIGN KEY ("postId") REFERENCES "post"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "post_watch" ADD CONSTRAINT "post_watch_userId_fkey" FOREIGN KEY ("userId") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "notification" ADD COLUMN "mailDueAt" TIMESTAMPTZ(3);
CREATE INDEX "notification_mail_idx" ON "notification"("mailDueAt") WHERE "mailDueAt" IS NOT NULL;
