-- Pictures that people have put in: what is known of each. Its files are in the store of pictures, under its id.

-- CreateTable
CREATE TABLE "image" (
    "id" TEXT NOT NULL,
    "workspaceId" UUID NOT NULL,
    "uploadedById" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "alt" TEXT NOT NULL DEFAULT '',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "image_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "image_workspaceId_sha256_key" ON "image"("workspaceId", "sha256");

-- AddForeignKey
ALTER TABLE "image" ADD CONSTRAINT "image_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;
