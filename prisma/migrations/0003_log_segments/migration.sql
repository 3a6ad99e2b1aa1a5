-- Old rows of the log are packed into segments; what is stored has a checksum beside it. Columns that may be absent are
-- added without touching a row, so nothing waits for this, and an older server goes on writing.
ALTER TABLE "doc_update" ADD COLUMN "crc" INTEGER;
ALTER TABLE "doc_snapshot" ADD COLUMN "crc" INTEGER;

-- CreateTable
CREATE TABLE "doc_segment" (
    "docId" INTEGER NOT NULL,
    "fromSeq" INTEGER NOT NULL,
    "throughSeq" INTEGER NOT NULL,
    "crc" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "packed" BYTEA NOT NULL,

    CONSTRAINT "doc_segment_pkey" PRIMARY KEY ("docId","throughSeq")
);

-- Compressed already.
ALTER TABLE "doc_segment" ALTER COLUMN "packed" SET STORAGE EXTERNAL;
