-- What clocks shall show when a post goes out: rules of a zone may change after it was planned.
ALTER TABLE "post" ADD COLUMN "plannedWall" TEXT;
