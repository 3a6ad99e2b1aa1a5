-- A notice of a mention in a text says which one, so that opening it shows the place.
ALTER TABLE "notification" ADD COLUMN "mentionId" TEXT;
