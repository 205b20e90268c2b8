-- Notices what is written to a profile or a section past Vitae's write path: by SQL, a script, a migration, another service, or
-- the version before, whose writes are followed a second time, which changes nothing but the revision.

-- CreateTable
CREATE TABLE "undeclared_write" (
    -- As Prisma declares it.
    -- squawk-ignore prefer-identity
    "id" BIGSERIAL NOT NULL,
    "profile_id" UUID NOT NULL,
    "table_name" TEXT NOT NULL,
    "application" TEXT NOT NULL,

    CONSTRAINT "undeclared_write_pkey" PRIMARY KEY ("id")
);

-- The functions keep this path: pg_restore and other roles have another one. A temporary table of the caller comes last.
-- squawk-ignore unknown-statement
SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

-- Runs only for rows that their transaction did not declare: the triggers' WHEN decides that without a call. It locks no other row
-- and has no unique key to wait for. The INSERT is inline: in a function of its own it takes twice the time.
-- SECURITY DEFINER: a role that may write a section needs no right to this table.
CREATE FUNCTION follow_undeclared_write() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  old_id uuid;
  new_id uuid;
BEGIN
  IF TG_OP <> 'TRUNCATE' THEN
    CASE TG_ARGV[0]
      WHEN 'id' THEN
        IF TG_OP <> 'INSERT' THEN old_id := OLD.id; END IF;
        IF TG_OP <> 'DELETE' THEN new_id := NEW.id; END IF;
      WHEN 'profile_id' THEN
        IF TG_OP <> 'INSERT' THEN old_id := OLD.profile_id; END IF;
        IF TG_OP <> 'DELETE' THEN new_id := NEW.profile_id; END IF;
      ELSE
        IF TG_OP <> 'INSERT' THEN old_id := to_jsonb(OLD) ->> TG_ARGV[0]; END IF;
        IF TG_OP <> 'DELETE' THEN new_id := to_jsonb(NEW) ->> TG_ARGV[0]; END IF;
    END CASE;
  END IF;
  IF current_setting('vitae.undeclared', true) = 'error' THEN
    RAISE EXCEPTION 'undeclared % of the table "%", profile %. Write it by writeProfile(ctx, profileId, (tx) => ...) in src/profiles/write.ts',
      TG_OP, TG_TABLE_NAME, coalesce(new_id::text, old_id::text, 'any') USING ERRCODE = 'VT001', TABLE = TG_TABLE_NAME;
  END IF;
  IF TG_OP = 'TRUNCATE' THEN
    EXECUTE format('INSERT INTO undeclared_write (profile_id, table_name, application) SELECT DISTINCT %1$I, %2$L, %3$L FROM %4$I.%2$I WHERE %1$I IS NOT NULL',
      TG_ARGV[0], TG_TABLE_NAME, current_setting('application_name'), TG_TABLE_SCHEMA);
    RETURN NULL;
  END IF;
  INSERT INTO undeclared_write (profile_id, table_name, application)
    VALUES (coalesce(old_id, new_id), TG_TABLE_NAME, current_setting('application_name'));
  IF old_id <> new_id THEN
    INSERT INTO undeclared_write (profile_id, table_name, application)
      VALUES (new_id, TG_TABLE_NAME, current_setting('application_name'));
  END IF;
  RETURN NULL;
END $$;

-- Makes the triggers that are missing, on "profile" and on every table that refers to it, and returns those tables. Vitae calls it
-- at each start. Where none is missing it locks nothing; CREATE TRIGGER waits for writers and holds up the next ones.
-- ALWAYS: a replica's role fires them too.
CREATE FUNCTION install_undeclared_write_triggers() RETURNS text[] LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  one record;
  made text[] := '{}';
  -- The ids that the transaction declared, or * for all. After such a transaction the session has '' and not NULL.
  declared constant text := 'coalesce(current_setting(''vitae.declared'', true), '''')';
  is_bulk constant text := declared || ' = ''*''';
  old_differs text;
  new_differs text;
  kind record;
  name text;
BEGIN
  FOR one IN
    SELECT 'profile'::regclass AS tab, 'id' AS col
    UNION
    SELECT conrelid::regclass, attname::text FROM pg_constraint
      JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
     WHERE contype = 'f' AND confrelid = 'profile'::regclass AND conparentid = 0
  LOOP
    old_differs := format('strpos(%s, OLD.%I::text) = 0', declared, one.col);
    new_differs := format('strpos(%s, NEW.%I::text) = 0', declared, one.col);
    FOR kind IN SELECT * FROM (VALUES
      ('insert', 'AFTER INSERT', 'ROW', new_differs),
      ('update', 'AFTER UPDATE', 'ROW', format('(%s OR %s)', new_differs, old_differs)),
      ('delete', 'AFTER DELETE', 'ROW', old_differs),
      ('truncate', 'BEFORE TRUNCATE', 'STATEMENT', 'true')
    ) AS kinds (operation, moment, level, differs) LOOP
      name := format('undeclared_%s_%s', kind.operation, one.col);
      CONTINUE WHEN EXISTS (SELECT FROM pg_trigger WHERE tgrelid = one.tab AND tgname = name AND tgenabled = 'A');
      EXECUTE format('CREATE OR REPLACE TRIGGER %I %s ON %s FOR EACH %s WHEN (%s AND NOT %s) EXECUTE FUNCTION follow_undeclared_write(%L)',
        name, kind.moment, one.tab, kind.level, kind.differs, is_bulk, one.col);
      EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', one.tab, name);
      made := array_append(made, one.tab::text);
    END LOOP;
  END LOOP;
  RETURN ARRAY(SELECT DISTINCT unnest(made) ORDER BY 1);
END $$;

-- squawk-ignore unknown-statement
SELECT install_undeclared_write_triggers();
