-- New posts by mail: who wants them, and who was sent what.
CREATE TABLE "subscriber" (
    "id" UUID NOT NULL,
    "workspaceId" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "askedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "confirmedAt" TIMESTAMPTZ(3),

    CONSTRAINT "subscriber_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "subscriber_workspaceId_email_key" ON "subscriber"("workspaceId", "email");
CREATE INDEX "subscriber_askedAt_idx" ON "subscriber"("askedAt");
ALTER TABLE "subscriber" ADD CONSTRAINT "subscriber_workspaceId_fkey"
    FOREIGN KEY ("workspaceId") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "newsletter_mail" (
    "idempotencyKey" TEXT NOT NULL,
    "subscriberId" UUID NOT NULL,
    "state" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "newsletter_mail_pkey" PRIMARY KEY ("idempotencyKey","subscriberId")
);
