-- Links that let people without an account read a post, and comment where the link says so.

-- CreateTable
CREATE TABLE "share_link" (
    "id" UUID NOT NULL,
    "postId" UUID NOT NULL,
    "secretHash" TEXT NOT NULL,
    "level" TEXT NOT NULL,
    "createdById" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3),
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "share_link_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "share_guest" (
    "id" TEXT NOT NULL,
    "linkId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "share_guest_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "share_link_secretHash_key" ON "share_link"("secretHash");

-- CreateIndex
CREATE INDEX "share_link_postId_idx" ON "share_link"("postId");

-- CreateIndex
CREATE INDEX "share_guest_linkId_idx" ON "share_guest"("linkId");

-- AddForeignKey
ALTER TABLE "share_link" ADD CONSTRAINT "share_link_postId_fkey" FOREIGN KEY ("postId") REFERENCES "post"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "share_guest" ADD CONSTRAINT "share_guest_linkId_fkey" FOREIGN KEY ("linkId") REFERENCES "share_link"("id") ON DELETE CASCADE ON UPDATE CASCADE;
