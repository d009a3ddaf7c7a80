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
        changes.person_id,
        changes.month,
        sum(case when position = 1 then amount else 0 end) as amount_1,
        sum(case when position = 2 then amount else 0 end) as amount_2,
        sum(case when position = 3 then amount else 0 end) as amount_3,
        sum(case when position = 4 then amount else 0 end) as amount_4,
        sum(case when position = 5 then amount else 0 end) as amount_5,
        sum(case when position = 6 then amount else 0 end) as amount_6,
        sum(new_amount) as new_amount,
        sum(cleared_amount) as cleared_amount
    from changes
    cross join staging.night
    where changes.month <= night.month
    group by changes.person_id, changes.month
),

running as (
    select
        person_id,
        month,
        sum(amount_1) over so_far as amount_1,
        sum(amount_2) over so_far as amount_2,
        sum(amount_3) over so_far as amount_3,
        sum(amount_4) over so_far as amount_4,
        sum(amount_5) over so_far as amount_5,
        sum(amount_6) over so_far as amount_6,
        new_amount,
        cleared_amount,
        lead(month) over so_far as next_month
    from summed
    window so_far as (partition by person_id order by month)
),

lasting as (
    select
        running.*,
        case
            when amount_1 > 0 or amount_2 > 0 or amount_3 > 0 or amount_4 > 0 or amount_5 > 0 or amount_6 > 0
                then coalesce(next_month - 1, night.month)
            else running.month
        end as last_month
    from running
    cross join staging.night
)

select
    lasting.person_id,
    month.month,
    lasting.amount_1,
    lasting.amount_2,
    lasting.amount_3,
    lasting.amount_4,
    lasting.amount_5,
    lasting.amount_6,
    case when month.month = lasting.month then lasting.new_amount else 0 end as new_amount,
    case when month.month = lasting.month then lasting.cleared_amount else 0 end as cleared_amount
from lasting
cross join lateral generate_series(lasting.month, lasting.last_month) as month (month)
where
    lasting.last_month > lasting.month
    or lasting.amount_1 > 0 or lasting.amount_2 > 0 or lasting.amount_3 > 0 or lasting.amount_4 > 0
    or lasting.amount_5 > 0 or lasting.amount_6 > 0 or lasting.new_amount > 0 or lasting.cleared_amount > 0
