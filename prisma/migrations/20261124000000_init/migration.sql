-- CreateEnum
CREATE TYPE "visibility" AS ENUM ('PUBLIC', 'PRIVATE');

-- CreateEnum
CREATE TYPE "reindex_mode" AS ENUM ('CHANGED', 'FULL', 'VERIFY', 'DRY_RUN');

-- CreateEnum
CREATE TYPE "reindex_status" AS ENUM ('PENDING', 'RUNNING', 'PAUSED', 'COMPLETED', 'COMPLETED_WITH_FAILURES', 'CANCELLED', 'FAILED');

-- CreateEnum
CREATE TYPE "batch_status" AS ENUM ('PENDING', 'DONE');

-- CreateTable
CREATE TABLE "profile" (
    "id" UUID NOT NULL,
    "handle" TEXT NOT NULL,
    "full_name" TEXT NOT NULL,
    "visibility" "visibility" NOT NULL DEFAULT 'PUBLIC',
    "revision" INTEGER NOT NULL DEFAULT 1,
    "import_key" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "profile_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "phone_number" (
    "profile_id" UUID NOT NULL,
    "number" TEXT NOT NULL,
    "country_code" TEXT,
    "e164" TEXT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "phone_number_pkey" PRIMARY KEY ("profile_id")
);

-- CreateTable
CREATE TABLE "bio" (
    "profile_id" UUID NOT NULL,
    "label" TEXT,
    "summary" TEXT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "bio_pkey" PRIMARY KEY ("profile_id")
);

-- CreateTable
CREATE TABLE "photo" (
    "profile_id" UUID NOT NULL,
    "url" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "photo_pkey" PRIMARY KEY ("profile_id")
);

-- CreateTable
CREATE TABLE "location" (
    "profile_id" UUID NOT NULL,
    "address" TEXT,
    "postal_code" TEXT,
    "city" TEXT,
    "region" TEXT,
    "country_code" TEXT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "location_pkey" PRIMARY KEY ("profile_id")
);

-- CreateTable
CREATE TABLE "experience" (
    "id" UUID NOT NULL,
    "profile_id" UUID NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "name" TEXT,
    "position" TEXT,
    "location" TEXT,
    "description" TEXT,
    "url" TEXT,
    "start_date" TEXT,
    "end_date" TEXT,
    "summary" TEXT,
    "highlights" TEXT[],
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "experience_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "education" (
    "id" UUID NOT NULL,
    "profile_id" UUID NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "institution" TEXT,
    "url" TEXT,
    "area" TEXT,
    "study_type" TEXT,
    "start_date" TEXT,
    "end_date" TEXT,
    "score" TEXT,
    "courses" TEXT[],
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "education_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "skill" (
    "id" UUID NOT NULL,
    "profile_id" UUID NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "level" TEXT,
    "keywords" TEXT[],
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "skill_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "language" (
    "id" UUID NOT NULL,
    "profile_id" UUID NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "language" TEXT NOT NULL,
    "code" TEXT,
    "fluency" TEXT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "language_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "social_link" (
    "id" UUID NOT NULL,
    "profile_id" UUID NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "network" TEXT,
    "username" TEXT,
    "url" TEXT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "social_link_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "search_state" (
    "profile_id" UUID NOT NULL,
    "indexed" BOOLEAN NOT NULL DEFAULT false,
    "revision" INTEGER NOT NULL DEFAULT 0,
    "document_hash" TEXT,
    "next_change_at" TIMESTAMPTZ(3),
    "pushed_at" TIMESTAMPTZ(3),

    CONSTRAINT "search_state_pkey" PRIMARY KEY ("profile_id")
);

-- CreateTable
CREATE TABLE "reindex_run" (
    "id" UUID NOT NULL,
    "mode" "reindex_mode" NOT NULL,
    "status" "reindex_status" NOT NULL DEFAULT 'PENDING',
    "batch_size" INTEGER NOT NULL,
    "total" INTEGER NOT NULL,
    "upserted" INTEGER NOT NULL DEFAULT 0,
    "skipped" INTEGER NOT NULL DEFAULT 0,
    "removed" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "cursor" UUID,
    "up_to_id" UUID,
    "dispatched" INTEGER NOT NULL DEFAULT 0,
    "dispatched_at" TIMESTAMPTZ(3),
    "pending_batches" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "reindex_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reindex_batch" (
    "id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "after_id" UUID,
    "up_to_id" UUID,
    "size" INTEGER NOT NULL,
    "status" "batch_status" NOT NULL DEFAULT 'PENDING',
    "processed" INTEGER NOT NULL DEFAULT 0,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "reindex_batch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reindex_failure" (
    "run_id" UUID NOT NULL,
    "profile_id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "reason" TEXT NOT NULL,

    CONSTRAINT "reindex_failure_pkey" PRIMARY KEY ("run_id","profile_id")
);

-- CreateTable
CREATE TABLE "analytics_event" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "profile_id" UUID NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "analytics_event_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "profile_handle_key" ON "profile"("handle");

-- CreateIndex
CREATE UNIQUE INDEX "profile_import_key_key" ON "profile"("import_key");

-- CreateIndex
CREATE INDEX "profile_visibility_id_idx" ON "profile"("visibility", "id");

-- CreateIndex
CREATE INDEX "profile_updated_at_idx" ON "profile"("updated_at");

-- CreateIndex
CREATE INDEX "experience_profile_id_ordinal_idx" ON "experience"("profile_id", "ordinal");

-- CreateIndex
CREATE INDEX "education_profile_id_ordinal_idx" ON "education"("profile_id", "ordinal");

-- CreateIndex
CREATE INDEX "skill_profile_id_ordinal_idx" ON "skill"("profile_id", "ordinal");

-- CreateIndex
CREATE INDEX "language_profile_id_ordinal_idx" ON "language"("profile_id", "ordinal");

-- CreateIndex
CREATE INDEX "social_link_profile_id_ordinal_idx" ON "social_link"("profile_id", "ordinal");

-- CreateIndex
CREATE INDEX "search_state_indexed_profile_id_idx" ON "search_state"("indexed", "profile_id");

-- CreateIndex
CREATE INDEX "search_state_next_change_at_idx" ON "search_state"("next_change_at");

-- CreateIndex
CREATE INDEX "reindex_run_status_idx" ON "reindex_run"("status");

-- CreateIndex
CREATE INDEX "reindex_batch_run_id_status_idx" ON "reindex_batch"("run_id", "status");

-- CreateIndex
CREATE INDEX "reindex_batch_run_id_finished_at_idx" ON "reindex_batch"("run_id", "finished_at");

-- CreateIndex
CREATE INDEX "analytics_event_profile_id_occurred_at_idx" ON "analytics_event"("profile_id", "occurred_at");

-- AddForeignKey
ALTER TABLE "phone_number" ADD CONSTRAINT "phone_number_profile_id_fkey" FOREIGN KEY ("profile_id") REFERENCES "profile"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bio" ADD CONSTRAINT "bio_profile_id_fkey" FOREIGN KEY ("profile_id") REFERENCES "profile"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "photo" ADD CONSTRAINT "photo_profile_id_fkey" FOREIGN KEY ("profile_id") REFERENCES "profile"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "location" ADD CONSTRAINT "location_profile_id_fkey" FOREIGN KEY ("profile_id") REFERENCES "profile"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "experience" ADD CONSTRAINT "experience_profile_id_fkey" FOREIGN KEY ("profile_id") REFERENCES "profile"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "education" ADD CONSTRAINT "education_profile_id_fkey" FOREIGN KEY ("profile_id") REFERENCES "profile"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "skill" ADD CONSTRAINT "skill_profile_id_fkey" FOREIGN KEY ("profile_id") REFERENCES "profile"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "language" ADD CONSTRAINT "language_profile_id_fkey" FOREIGN KEY ("profile_id") REFERENCES "profile"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "social_link" ADD CONSTRAINT "social_link_profile_id_fkey" FOREIGN KEY ("profile_id") REFERENCES "profile"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reindex_batch" ADD CONSTRAINT "reindex_batch_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "reindex_run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reindex_failure" ADD CONSTRAINT "reindex_failure_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "reindex_run"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- The order of pushes to the index. Not transactional on purpose: a push that was sent and rolled back keeps its number.
CREATE SEQUENCE "search_version";
