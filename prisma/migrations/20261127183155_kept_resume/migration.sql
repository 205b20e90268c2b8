-- AlterTable
ALTER TABLE "profile" ADD COLUMN     "email" TEXT,
ADD COLUMN     "url" TEXT;

-- CreateTable
CREATE TABLE "resume" (
    "profile_id" UUID NOT NULL,
    "content" JSON NOT NULL,
    "hash" TEXT NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "resume_pkey" PRIMARY KEY ("profile_id")
);

-- CreateIndex
CREATE INDEX "resume_hash_idx" ON "resume"("hash");

-- AddForeignKey
ALTER TABLE "resume" ADD CONSTRAINT "resume_profile_id_fkey" FOREIGN KEY ("profile_id") REFERENCES "profile"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Not unique: two people may share an address. The column is new and empty, so the index is made in moments.
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX "profile_email_idx" ON "profile"(lower("email"));

-- Changes no score and no document, so nothing has to follow it up.
-- squawk-ignore unknown-statement
SELECT set_config('vitae.declared', '*', true);

-- Only the command line has imported profiles, so they are few, and their rows are locked for moments.
-- squawk-ignore locks-rows
UPDATE "profile"
   SET "email" = CASE WHEN "import_key" LIKE 'email:%' THEN substr("import_key", 7) END, "import_key" = NULL
 WHERE "import_key" ~ '^(email|url|phone|name|hash):';

-- Of the new table.
-- squawk-ignore unknown-statement
SELECT install_undeclared_write_triggers();
