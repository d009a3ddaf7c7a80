-- warn
-- Registered people at d whose community is not known.
select community, worker_type
from marts.person
where registered = 1 and attribution in ('street', 'none')
