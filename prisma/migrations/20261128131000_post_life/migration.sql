-- What a workspace decides about approvals and late posts.
ALTER TABLE "workspace" ADD COLUMN "approvalPolicy" TEXT NOT NULL DEFAULT 'warn',
ADD COLUMN "graceMinutes" INTEGER NOT NULL DEFAULT 60;

-- Who approved, and what was missed.
ALTER TABLE "post" ADD COLUMN "heldAt" TIMESTAMPTZ(3),
ADD COLUMN "approvedById" TEXT,
ADD COLUMN "approvedAt" TIMESTAMPTZ(3);

-- What goes out beside the text is frozen with it.
ALTER TABLE "post_version" ADD COLUMN "fields" JSONB NOT NULL DEFAULT '{}';

-- Approvals from before: the version says who froze it, and when.
UPDATE "post" SET "approvedById" = v."createdById", "approvedAt" = v."createdAt"
FROM "post_version" v WHERE v."id" = "post"."approvedVersionId";

-- CreateTable
CREATE TABLE "activity" (
    "id" UUID NOT NULL,
    "workspaceId" UUID NOT NULL,
    "postId" UUID,
    "userId" TEXT,
    "kind" TEXT NOT NULL,
    "data" JSONB NOT NULL DEFAULT '{}',
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "activity_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "activity_workspaceId_at_id_idx" ON "activity"("workspaceId", "at", "id");

-- CreateIndex
CREATE INDEX "activity_postId_at_id_idx" ON "activity"("postId", "at", "id");
