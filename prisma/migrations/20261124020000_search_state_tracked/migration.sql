-- AlterTable
ALTER TABLE "search_state" ADD COLUMN     "tracked" BOOLEAN NOT NULL DEFAULT false;

-- What was in the index before was tracked when it entered.
UPDATE "search_state" SET "tracked" = "indexed";
