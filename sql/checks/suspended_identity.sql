-- stop
-- suspended(T) = suspended(T-1) + newly - resumed - left, in total, for 3 months, from the second month kept on.
with totals as (
    select
        month,
        sum(case when registered = 1 and run >= 3 then persons else 0 end) as suspended,
        sum(case when registered_before = 1 and run_before >= 3 then persons else 0 end) as suspended_before
    from marts.area_month
    where month <= (select night.month from staging.night)
    group by month
),

stepped as (
    select
        totals.*,
        lag(suspended) over (order by month) as stood_before
    from totals
)

select month, suspended_before, stood_before
from stepped
where suspended_before <> stood_before
