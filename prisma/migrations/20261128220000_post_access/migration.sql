-- Who may see a post: everybody in its workspace, or its creator and the people named here.

-- AlterTable
ALTER TABLE "post" ADD COLUMN "access" TEXT NOT NULL DEFAULT 'workspace';

-- CreateTable
CREATE TABLE "post_person" (
    "postId" UUID NOT NULL,
    "userId" TEXT NOT NULL,
    "level" TEXT NOT NULL,
    "addedById" TEXT NOT NULL,
    "addedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "post_person_pkey" PRIMARY KEY ("postId","userId")
);

-- CreateIndex
CREATE INDEX "post_person_userId_idx" ON "post_person"("userId");

-- AddForeignKey
ALTER TABLE "post_person" ADD CONSTRAINT "post_person_postId_fkey" FOREIGN KEY ("postId") REFERENCES "post"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "post_person" ADD CONSTRAINT "post_person_userId_fkey" FOREIGN KEY ("userId") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The one place that says who may see a post, and as what: no row, no access. On a private post a level widens or
-- narrows what somebody's role allows; "edit" takes nothing from higher roles, and nobody is let in who is no member.
CREATE VIEW "post_access" AS
SELECT p."id" AS "postId", p."workspaceId", m."userId", p."createdById" = m."userId" AS "isCreator",
  CASE
    WHEN p."access" = 'workspace' OR p."createdById" = m."userId" THEN m."role"
    WHEN n."level" = 'view' THEN 'viewer'
    WHEN n."level" = 'comment' THEN 'commenter'
    WHEN m."role" IN ('viewer', 'commenter') THEN 'editor'
    ELSE m."role"
  END AS "role"
FROM "post" p
JOIN "member" m ON m."workspaceId" = p."workspaceId"
LEFT JOIN "post_person" n ON n."postId" = p."id" AND n."userId" = m."userId"
WHERE p."access" = 'workspace' OR p."createdById" = m."userId" OR n."userId" IS NOT NULL;
