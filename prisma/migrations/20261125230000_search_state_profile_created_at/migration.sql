-- AlterTable
ALTER TABLE "search_state" ADD COLUMN     "profile_created_at" TIMESTAMPTZ(3);

-- What was pushed before is that of the profile of today, but where that was made later: its document is built anew.
UPDATE "search_state" SET "profile_created_at" = "created_at" FROM "profile"
WHERE "id" = "profile_id" AND "indexed" AND "created_at" < "pushed_at";
