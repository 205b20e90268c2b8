-- A copy of the database elsewhere is told from the database that it was made of.
ALTER TABLE "search_target" ADD COLUMN "place" TEXT;
