-- CreateEnum
CREATE TYPE "audit_kind" AS ENUM ('COMPLETION_DIFFERENT', 'DOCUMENT_MISSING', 'DOCUMENT_DIFFERENT', 'DOCUMENT_ORPHAN', 'SETTING_DIFFERENT');

-- CreateTable
CREATE TABLE "audit_difference" (
    "id" UUID NOT NULL,
    "kind" "audit_kind" NOT NULL,
    "object_id" TEXT NOT NULL,
    "revision" INTEGER,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "looked_at" TIMESTAMPTZ(3) NOT NULL,
    "confirmed_at" TIMESTAMPTZ(3),
    "lasted" BOOLEAN NOT NULL DEFAULT false,
    "failure" TEXT,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "audit_difference_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_tally" (
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "comparisons" INTEGER NOT NULL DEFAULT 0,
    "after_5s" INTEGER NOT NULL DEFAULT 0,
    "after_60s" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "audit_tally_pkey" PRIMARY KEY ("hour")
);

-- CreateIndex
CREATE INDEX "audit_difference_ended_at_looked_at_idx" ON "audit_difference"("ended_at", "looked_at");

-- CreateIndex
CREATE INDEX "audit_difference_confirmed_at_idx" ON "audit_difference"("confirmed_at");
