-- What a run looks at, what a DRY_RUN finds, and what is tried again of what failed.
-- CreateEnum
CREATE TYPE "difference_kind" AS ENUM ('MISSING', 'DIFFERENT', 'ORPHAN');

-- AlterTable
ALTER TABLE "reindex_failure" ADD COLUMN     "limit_bytes" INTEGER,
ADD COLUMN     "size_bytes" INTEGER;

-- AlterTable
ALTER TABLE "reindex_run" ADD COLUMN     "after_id" UUID,
ADD COLUMN     "completion_below" INTEGER,
ADD COLUMN     "moving_since" TIMESTAMPTZ(3),
ADD COLUMN     "retrying" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "updated_since" TIMESTAMPTZ(3),
ADD COLUMN     "visibility" "visibility";

-- CreateTable
CREATE TABLE "reindex_difference" (
    "id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "object_id" TEXT NOT NULL,
    "kind" "difference_kind" NOT NULL,

    CONSTRAINT "reindex_difference_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "reindex_difference_run_id_id_idx" ON "reindex_difference"("run_id", "id");

-- AddForeignKey
ALTER TABLE "reindex_difference" ADD CONSTRAINT "reindex_difference_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "reindex_run"("id") ON DELETE CASCADE ON UPDATE CASCADE;
