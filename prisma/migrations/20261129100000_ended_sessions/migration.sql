-- Sessions that a suspension has ended, by the hash of their token: whoever still has it is told why.
CREATE TABLE "ended_session" (
    "tokenHash" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "endedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ended_session_pkey" PRIMARY KEY ("tokenHash")
);
CREATE INDEX "ended_session_endedAt_idx" ON "ended_session"("endedAt");
ALTER TABLE "ended_session" ADD CONSTRAINT "ended_session_userId_fkey" FOREIGN KEY ("userId") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;
