-- stop
-- arrears(T) = arrears(T-1) + new - cleared, in total, from the second month kept on; and their ages add up.
with totals as (
    select
        month,
        sum(arrears_amount) as arrears,
        sum(arrears_new_amount) - sum(arrears_cleared_amount) as change
    from marts.area_month
    group by month
),

aged as (
    select month, sum(arrears_amount) as amount from marts.arrears_month group by month
),

stepped as (
    select
        totals.*,
        lag(arrears) over (order by totals.month) as arrears_before,
        coalesce(aged.amount, 0) as by_age
    from totals
    left join aged on totals.month = aged.month
    where totals.month <= (select night.month from staging.night)
)

select month, arrears, arrears_before, change, by_age
from stepped
where arrears <> arrears_before + change or arrears <> by_age
