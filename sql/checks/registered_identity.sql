-- stop
-- registered(T) = registered(T-1) + new + returned - lost, in total, from the second month kept on.
with totals as (
    select
        month,
        sum(case when registered = 1 then persons else 0 end) as registered,
        sum(new) + sum(returned) - sum(lost) as change
    from marts.area_month
    where month <= (select night.month from staging.night)
    group by month
),

stepped as (
    select
        totals.*,
        lag(registered) over (order by month) as registered_before
    from totals
)

select month, registered, registered_before, change
from stepped
where registered <> registered_before + change
