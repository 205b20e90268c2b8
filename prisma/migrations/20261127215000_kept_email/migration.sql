-- Finds the person whose address was changed by hand since the import. No address is longer, and an index row has a maximum.
-- Only the command line has imported resumes, so they are few, and the index is made in moments.
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX "resume_email_idx" ON "resume"(lower(left("content" #>> '{basics,email}', 320)));
