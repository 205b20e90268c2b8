-- A run that pushes everything writes every row of a page within a moment. With room beside them the new versions stay on
-- their page, and none of the three indexes is written (https://www.postgresql.org/docs/current/storage-hot.html).
-- upgrade: how full a page is made is nothing that a version before can see.
ALTER TABLE "search_state" SET (fillfactor = 50);
