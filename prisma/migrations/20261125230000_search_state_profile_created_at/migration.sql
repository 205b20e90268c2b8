-- AlterTable
ALTER TABLE "search_state" ADD COLUMN     "profile_created_at" TIMESTAMPTZ(3);

-- What was pushed before is that of the profile of today, but where that was made later: its document is built anew.
-- upgrade: pushes alone write this table; they wait while it is written, and none of it is lost.
UPDATE "search_state" SET "profile_created_at" = "created_at" FROM "profile"
WHERE "id" = "profile_id" AND "indexed" AND "created_at" < "pushed_at";
