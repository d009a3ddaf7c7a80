-- warn
-- Registered people at d without a known worker type.
select worker_type, community
from marts.person
where registered = 1 and worker_type in ('98', '99')
