-- CreateTable
CREATE TABLE "former_handle" (
    "handle" TEXT NOT NULL,
    "profile_id" UUID NOT NULL,
    "left_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "former_handle_pkey" PRIMARY KEY ("handle")
);

-- CreateIndex
CREATE INDEX "former_handle_profile_id_left_at_idx" ON "former_handle"("profile_id", "left_at");

-- AddForeignKey
ALTER TABLE "former_handle" ADD CONSTRAINT "former_handle_profile_id_fkey" FOREIGN KEY ("profile_id") REFERENCES "profile"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The functions keep this path: pg_restore and other roles have another one.
-- squawk-ignore unknown-statement
SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

-- Run after the row is written, they see what another transaction has committed while this one waited for the unique index. They
-- refuse as that index does, so that whoever writes a handle handles one error.
-- SECURITY DEFINER: a role that may write profiles needs no right to this table.
CREATE FUNCTION refuse_former_handle(taken text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the handle "%" is reserved for the profile that had it', taken
    USING ERRCODE = 'unique_violation', CONSTRAINT = 'profile_handle_key', TABLE = 'profile';
END $$;

CREATE FUNCTION check_new_handles() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  taken text;
BEGIN
  SELECT former_handle.handle INTO taken FROM made JOIN former_handle ON former_handle.handle = made.handle LIMIT 1;
  IF FOUND THEN PERFORM refuse_former_handle(taken); END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION keep_former_handle() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  DELETE FROM former_handle WHERE handle = NEW.handle AND profile_id = NEW.id;
  IF EXISTS (SELECT FROM former_handle WHERE handle = NEW.handle) THEN PERFORM refuse_former_handle(NEW.handle); END IF;
  INSERT INTO former_handle (handle, profile_id, left_at) VALUES (OLD.handle, NEW.id, clock_timestamp());
  DELETE FROM former_handle WHERE handle IN (
    SELECT handle FROM former_handle WHERE profile_id = NEW.id ORDER BY left_at DESC, handle OFFSET 10);
  RETURN NULL;
END $$;

-- upgrade: the version before may choose a handle that is reserved: it answers that it is taken. Its changes of handles are kept too.
-- squawk-ignore unknown-statement
CREATE TRIGGER "check_new_handles" AFTER INSERT ON "profile" REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION check_new_handles();

-- squawk-ignore unknown-statement
CREATE TRIGGER "keep_former_handle" AFTER UPDATE OF "handle" ON "profile" FOR EACH ROW WHEN (OLD.handle <> NEW.handle) EXECUTE FUNCTION keep_former_handle();

-- Of the new table.
-- squawk-ignore unknown-statement
SELECT install_undeclared_write_triggers();
