-- The hash of a resume as it was given finds its person in a release that reads more of it.
ALTER TABLE "resume" ADD COLUMN IF NOT EXISTS "given_hash" TEXT;

-- No row has a value yet, so the index is made by one scan. On a large table add column and index by hand before, the index with CREATE INDEX
-- CONCURRENTLY and this name: what is there already is left as it is.
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX IF NOT EXISTS "resume_given_hash_idx" ON "resume"("given_hash");
