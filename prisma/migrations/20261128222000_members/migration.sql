-- Members can be suspended: they stay, with their name under their texts, and may do nothing until they are let in again.

-- AlterTable
ALTER TABLE "member" ADD COLUMN "suspendedAt" TIMESTAMPTZ(3);

CREATE OR REPLACE VIEW "post_access" AS
SELECT p."id" AS "postId", p."workspaceId", m."userId", p."createdById" = m."userId" AS "isCreator",
  CASE
    WHEN p."access" = 'workspace' OR p."createdById" = m."userId" THEN m."role"
    WHEN n."level" = 'view' THEN 'viewer'
    WHEN n."level" = 'comment' THEN 'commenter'
    WHEN m."role" IN ('viewer', 'commenter') THEN 'editor'
    ELSE m."role"
  END AS "role"
FROM "post" p
JOIN "member" m ON m."workspaceId" = p."workspaceId" AND m."suspendedAt" IS NULL
LEFT JOIN "post_person" n ON n."postId" = p."id" AND n."userId" = m."userId"
WHERE p."access" = 'workspace' OR p."createdById" = m."userId" OR n."userId" IS NOT NULL;
