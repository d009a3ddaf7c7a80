-- Arrears of each person at each T by age: an overdue amount enters a bucket at the first T of that age
-- and leaves it at the first T beyond, or when it is paid.
with aged as (
    select
        event.person_id,
        event.overdue_amount,
        age.position,
        greatest(
            event.at_month,
            cast(
                extract(year from event.due_date + age.from_days) * 12
                + extract(month from event.due_date + age.from_days) as integer
            ) - 1
        ) as from_month,
        case
            when event.due_date + age.until_days > night.business_date then event.until_month
            else least(
                event.until_month,
                cast(
                    extract(year from event.due_date + age.until_days) * 12
                    + extract(month from event.due_date + age.until_days) as integer
                ) - 1
            )
        end as until_month
    from facts.arrears_event as event
    cross join staging.arrears_age as age
    cross join staging.night
    where event.overdue_amount > 0 and event.due_date + age.from_days <= night.business_date
),

changes as (
    select person_id, from_month as month, position, overdue_amount as amount, 0 as new_amount, 0 as cleared_amount
    from aged
    where from_month < until_month
    union all
    select person_id, until_month, position, -overdue_amount, 0, 0 from aged
    where from_month < until_month
    union all
    select person_id, at_month, 0, 0, new_amount, cleared_amount from facts.arrears_event
),

summed as (
    select
        person_id,
        month,
        sum(case when position = 1 then amount else 0 end) as amount_1,
        sum(case when position = 2 then amount else 0 end) as amount_2,
        sum(case when position = 3 then amount else 0 end) as amount_3,
        sum(case when position = 4 then amount else 0 end) as amount_4,
        sum(case when position = 5 then amount else 0 end) as amount_5,
        sum(case when position = 6 then amount else 0 end) as amount_6,
        sum(new_amount) as new_amount,
        sum(cleared_amount) as cleared_amount
    from changes
    group by person_id, month
),

grid as (
    select starts.person_id, month.month
    from (select person_id, min(month) as first_month from summed group by person_id) as starts
    cross join staging.night
    cross join lateral generate_series(starts.first_month, night.month) as month (month)
),

running as (
    select
        grid.person_id,
        grid.month,
        sum(summed.amount_1) over so_far as amount_1,
        sum(summed.amount_2) over so_far as amount_2,
        sum(summed.amount_3) over so_far as amount_3,
        sum(summed.amount_4) over so_far as amount_4,
        sum(summed.amount_5) over so_far as amount_5,
        sum(summed.amount_6) over so_far as amount_6,
        coalesce(summed.new_amount, 0) as new_amount,
        coalesce(summed.cleared_amount, 0) as cleared_amount
    from grid
    left join summed on grid.person_id = summed.person_id and grid.month = summed.month
    window so_far as (partition by grid.person_id order by grid.month)
)

select *
from running
where
    amount_1 > 0 or amount_2 > 0 or amount_3 > 0 or amount_4 > 0 or amount_5 > 0 or amount_6 > 0
    or new_amount > 0 or cleared_amount > 0
