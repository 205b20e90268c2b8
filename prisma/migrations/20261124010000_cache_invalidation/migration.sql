-- CreateTable
CREATE TABLE "cache_invalidation" (
    "id" UUID NOT NULL,
    "tags" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "cache_invalidation_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "cache_invalidation_created_at_idx" ON "cache_invalidation"("created_at");

