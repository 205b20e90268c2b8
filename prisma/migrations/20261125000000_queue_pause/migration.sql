-- CreateTable
CREATE TABLE "queue_pause" (
    "queue" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "streak" INTEGER NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "queue_pause_pkey" PRIMARY KEY ("queue")
);
