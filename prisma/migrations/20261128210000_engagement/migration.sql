-- What readers do on the public site and elsewhere: reactions, comments, views, and what other channels count.

-- AlterTable
ALTER TABLE "workspace" ADD COLUMN "commentPolicy" TEXT NOT NULL DEFAULT 'approve';

-- CreateTable
CREATE TABLE "post_engagement" (
    "postId" UUID NOT NULL,
    "rev" INTEGER NOT NULL DEFAULT 0,
    "views" INTEGER NOT NULL DEFAULT 0,
    "reactions" INTEGER NOT NULL DEFAULT 0,
    "comments" INTEGER NOT NULL DEFAULT 0,
    "waiting" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "post_engagement_pkey" PRIMARY KEY ("postId")
);

-- CreateTable
CREATE TABLE "engagement_day" (
    "postId" UUID NOT NULL,
    "channelId" UUID NOT NULL,
    "day" DATE NOT NULL,
    "views" INTEGER NOT NULL DEFAULT 0,
    "reactions" INTEGER NOT NULL DEFAULT 0,
    "comments" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "engagement_day_pkey" PRIMARY KEY ("postId","channelId","day")
);

-- CreateTable
CREATE TABLE "engagement_milestone" (
    "postId" UUID NOT NULL,
    "threshold" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "engagement_milestone_pkey" PRIMARY KEY ("postId","threshold")
);

-- CreateTable
CREATE TABLE "reader_reaction" (
    "postId" UUID NOT NULL,
    "reaction" TEXT NOT NULL,
    "count" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "reader_reaction_pkey" PRIMARY KEY ("postId","reaction")
);

-- CreateTable
CREATE TABLE "reader_mark" (
    "postId" UUID NOT NULL,
    "reaction" TEXT NOT NULL,
    "visitor" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "reader_mark_pkey" PRIMARY KEY ("postId","reaction","visitor")
);

-- CreateTable
CREATE TABLE "reader_comment" (
    "id" UUID NOT NULL,
    "postId" UUID NOT NULL,
    "workspaceId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "bodyHash" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "decidedAt" TIMESTAMPTZ(3),
    "decidedById" TEXT,

    CONSTRAINT "reader_comment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "incoming_webhook" (
    "id" UUID NOT NULL,
    "channelId" UUID NOT NULL,
    "secret" BYTEA NOT NULL,
    "createdById" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastAt" TIMESTAMPTZ(3),

    CONSTRAINT "incoming_webhook_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "incoming_message" (
    "webhookId" UUID NOT NULL,
    "messageId" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "incoming_message_pkey" PRIMARY KEY ("webhookId","messageId")
);

-- CreateTable
CREATE TABLE "channel_engagement" (
    "postId" UUID NOT NULL,
    "channelId" UUID NOT NULL,
    "views" INTEGER NOT NULL DEFAULT 0,
    "reactions" INTEGER NOT NULL DEFAULT 0,
    "comments" INTEGER NOT NULL DEFAULT 0,
    "countedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "channel_engagement_pkey" PRIMARY KEY ("postId","channelId")
);

-- Marks are forgotten after a day.
CREATE INDEX "reader_mark_at_idx" ON "reader_mark"("at");

-- The same words of the same name are one comment.
CREATE UNIQUE INDEX "reader_comment_postId_bodyHash_key" ON "reader_comment"("postId", "bodyHash");

-- CreateIndex
CREATE INDEX "reader_comment_postId_state_createdAt_idx" ON "reader_comment"("postId", "state", "createdAt");

-- CreateIndex
CREATE INDEX "reader_comment_workspaceId_state_createdAt_id_idx" ON "reader_comment"("workspaceId", "state", "createdAt", "id");

-- CreateIndex
CREATE INDEX "incoming_webhook_channelId_idx" ON "incoming_webhook"("channelId");

-- CreateIndex
CREATE INDEX "incoming_message_at_idx" ON "incoming_message"("at");

-- AddForeignKey
ALTER TABLE "post_engagement" ADD CONSTRAINT "post_engagement_postId_fkey" FOREIGN KEY ("postId") REFERENCES "post"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "engagement_day" ADD CONSTRAINT "engagement_day_postId_fkey" FOREIGN KEY ("postId") REFERENCES "post"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "engagement_day" ADD CONSTRAINT "engagement_day_channelId_fkey" FOREIGN KEY ("channelId") REFERENCES "channel"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "engagement_milestone" ADD CONSTRAINT "engagement_milestone_postId_fkey" FOREIGN KEY ("postId") REFERENCES "post"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reader_reaction" ADD CONSTRAINT "reader_reaction_postId_fkey" FOREIGN KEY ("postId") REFERENCES "post"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reader_mark" ADD CONSTRAINT "reader_mark_postId_fkey" FOREIGN KEY ("postId") REFERENCES "post"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reader_comment" ADD CONSTRAINT "reader_comment_postId_fkey" FOREIGN KEY ("postId") REFERENCES "post"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incoming_webhook" ADD CONSTRAINT "incoming_webhook_channelId_fkey" FOREIGN KEY ("channelId") REFERENCES "channel"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incoming_message" ADD CONSTRAINT "incoming_message_webhookId_fkey" FOREIGN KEY ("webhookId") REFERENCES "incoming_webhook"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "channel_engagement" ADD CONSTRAINT "channel_engagement_postId_fkey" FOREIGN KEY ("postId") REFERENCES "post"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "channel_engagement" ADD CONSTRAINT "channel_engagement_channelId_fkey" FOREIGN KEY ("channelId") REFERENCES "channel"("id") ON DELETE CASCADE ON UPDATE CASCADE;
