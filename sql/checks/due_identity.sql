-- stop
-- due + awaiting = registered, in every cell.
select month, community, sum(due) as due, sum(awaiting) as awaiting, sum(registered * persons) as registered
from marts.area_month
group by month, community
having sum(due) + sum(awaiting) <> sum(case when registered = 1 then persons else 0 end)
  and month <= (select month from staging.night)
