-- Posts whose time has come are looked for each second.
CREATE INDEX "post_state_scheduledAt_idx" ON "post"("state", "scheduledAt");
