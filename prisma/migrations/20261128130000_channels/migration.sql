-- Channels have secrets, can be tried out and taken out of use; deliveries can wait for another try.
ALTER TABLE "channel" ADD COLUMN "secret" BYTEA, ADD COLUMN "removedAt" TIMESTAMPTZ(3);
ALTER TABLE "delivery" ADD COLUMN "tries" INTEGER NOT NULL DEFAULT 0, ADD COLUMN "nextTryAt" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "channel_test" (
    "id" UUID NOT NULL,
    "channelId" UUID NOT NULL,
    "askedById" TEXT NOT NULL,
    "askedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "begunAt" TIMESTAMPTZ(3),
    "answeredAt" TIMESTAMPTZ(3),
    "works" BOOLEAN,
    "words" TEXT,

    CONSTRAINT "channel_test_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "channel_test_channelId_askedAt_idx" ON "channel_test"("channelId", "askedAt");
ALTER TABLE "channel_test" ADD CONSTRAINT "channel_test_channelId_fkey"
    FOREIGN KEY ("channelId") REFERENCES "channel"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- CreateTable
CREATE TABLE "demo_post" (
    "idempotencyKey" TEXT NOT NULL,
    "channelId" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "demo_post_pkey" PRIMARY KEY ("idempotencyKey")
);
