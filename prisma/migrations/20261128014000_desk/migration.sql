-- AlterTable
ALTER TABLE "queue_pause" ADD COLUMN     "by_hand" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "reindex_run" ADD COLUMN     "started_by" TEXT;

-- CreateTable
CREATE TABLE "system_figure" (
    "at" TIMESTAMPTZ(3) NOT NULL,
    "process" UUID NOT NULL,
    "searchable" INTEGER[],
    "jobs" JSONB NOT NULL,
    "queues" JSONB,
    "hits" INTEGER NOT NULL,
    "misses" INTEGER NOT NULL,

    CONSTRAINT "system_figure_pkey" PRIMARY KEY ("at","process")
);
