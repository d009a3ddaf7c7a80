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
    select
        month,
        sum(
            arrears_1_30 + arrears_31_90 + arrears_91_180 + arrears_181_365 + arrears_366_730 + arrears_731
        ) as amount
    from marts.person_month
    group by month
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
