-- What of the workspace a notice about the server leads to; null for a post, or for nowhere.
ALTER TABLE "notification" ADD COLUMN "about" TEXT;
