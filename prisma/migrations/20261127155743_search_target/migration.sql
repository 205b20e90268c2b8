-- AlterTable
ALTER TABLE "reindex_run" ADD COLUMN     "confirmed" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "fills" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "held_removals" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "notice" TEXT,
ADD COLUMN     "target" INTEGER;

-- AlterTable
ALTER TABLE "search_state" ADD COLUMN     "target" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "search_target" (
    "id" INTEGER NOT NULL,
    "application" TEXT NOT NULL,
    "index_name" TEXT NOT NULL,
    "incarnation" UUID NOT NULL,
    "marked_at" TIMESTAMPTZ(3),
    "filled_at" TIMESTAMPTZ(3),

    CONSTRAINT "search_target_pkey" PRIMARY KEY ("id")
);
