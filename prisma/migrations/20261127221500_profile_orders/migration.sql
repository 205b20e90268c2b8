-- An index for each order of `profiles`. On a large table make them by hand before the upgrade, with CREATE INDEX CONCURRENTLY and
-- these names: what is there already is left as it is.

-- upgrade: on a small table made in moments.
-- CreateIndex
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX IF NOT EXISTS "profile_created_at_id_idx" ON "profile"("created_at", "id");

-- CreateIndex
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX IF NOT EXISTS "profile_updated_at_id_idx" ON "profile"("updated_at", "id");

-- Handles are ASCII: the order of bytes is theirs, and serves prefixes.
-- CreateIndex
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX IF NOT EXISTS "profile_handle_idx" ON "profile"("handle" COLLATE "C");

-- The order of Unicode for all languages, which does not depend on how the database was made.
-- CreateIndex
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX IF NOT EXISTS "profile_full_name_id_idx" ON "profile"("full_name" COLLATE "und-x-icu", "id");

-- The index that begins with the same column serves what this one did.
-- DropIndex
-- squawk-ignore require-concurrent-index-deletion
DROP INDEX IF EXISTS "profile_updated_at_idx";
