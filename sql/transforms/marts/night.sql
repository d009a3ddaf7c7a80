-- The nights before this version.
select run, business_date, started_at, ended_at, outcome, reason
from landed.run
order by started_at desc
limit 400
