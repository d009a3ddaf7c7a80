-- Two roles with no more than they need, run once by the server's administrator in the empty database of the reporting:
--   createdb --encoding=UTF8 collection && psql collection -f deploy/postgresql-roles.sql
-- The nights (collection-scheduler) connect as collection_night, the screen (collection-dashboard) as
-- collection_screen: COLLECTION_DATABASE=postgresql://collection_screen@host/collection in its unit. Passwords are set
-- with \password and kept in each user's password file (~/.pgpass).
do $$
begin
    if not exists (select from pg_roles where rolname = 'collection_night') then
        create role collection_night login noinherit nosuperuser nocreatedb nocreaterole;
    end if;
    if not exists (select from pg_roles where rolname = 'collection_screen') then
        create role collection_screen login noinherit nosuperuser nocreatedb nocreaterole;
    end if;
    execute format('revoke all on database %I from public', current_database());
    execute format('grant connect, create, temporary on database %I to collection_night', current_database());
    execute format('grant connect on database %I to collection_screen', current_database());
end
$$;
revoke all on schema public from public;
-- What the nights make from now on, every version, the screen may read, and nothing else.
alter default privileges for role collection_night grant usage on schemas to collection_screen;
alter default privileges for role collection_night grant select on tables to collection_screen;
alter role collection_screen set default_transaction_read_only = on;
