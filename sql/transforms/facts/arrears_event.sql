-- What fell due and what was paid, for every month that was not settled by its day.
-- A due day x counts from the first T after x: that of the month of x + 1.
with due as (
    select
        assessment.person_id,
        assessment.month,
        assessment.amount,
        coalesce(
            assessment.due_date,
            make_date(
                cast((presence.group_end - presence.group_end % 12) / 12 as integer),
                cast(presence.group_end % 12 + 1 as integer),
                1
            ) - 1
        ) as due_date
    from staging.assessment
    inner join (
        select person_id, month, month - month % months_in_group + months_in_group as group_end from facts.presence
    ) as presence on assessment.person_id = presence.person_id and assessment.month = presence.month
),

fallen as (
    select
        due.*,
        greatest(
            due.month,
            cast(extract(year from due.due_date + 1) * 12 + extract(month from due.due_date + 1) as integer) - 1
        ) as at_month
    from due
    cross join staging.night
    where due.due_date < night.business_date
),

cases as (
    select fallen.person_id, fallen.month
    from fallen
    left join facts.paid_month on fallen.person_id = paid_month.person_id and fallen.month = paid_month.month
    group by fallen.person_id, fallen.month
    having
        coalesce(max(paid_month.settled_month), 999999) > min(fallen.at_month)
        or max(paid_month.paid_amount) < sum(fallen.amount)
),

happened as (
    select fallen.person_id, fallen.month, fallen.at_month, fallen.amount as assessed, 0 as paid, fallen.due_date
    from fallen
    inner join cases on fallen.person_id = cases.person_id and fallen.month = cases.month
    union all
    select part.person_id, part.month, part.pay_month, 0, part.amount, null
    from facts.receipt_part as part
    inner join cases on part.person_id = cases.person_id and part.month = cases.month
),

summed as (
    select person_id, month, at_month, sum(assessed) as assessed, sum(paid) as paid, min(due_date) as due_date
    from happened
    group by person_id, month, at_month
),

running as (
    select
        person_id,
        month,
        at_month,
        sum(assessed) over so_far as assessed,
        sum(assessed) over so_far - assessed as assessed_before,
        greatest(sum(paid) over so_far, 0) as paid,
        greatest(sum(paid) over so_far - paid, 0) as paid_before,
        min(due_date) over so_far as due_date,
        lead(at_month) over (partition by person_id, month order by at_month) as next_month
    from summed
    window so_far as (partition by person_id, month order by at_month)
)

select
    running.person_id,
    running.month,
    running.at_month,
    coalesce(running.next_month, night.month + 1) as until_month,
    greatest(assessed - paid, 0) as overdue_amount,
    greatest(assessed - paid, 0) - greatest(assessed_before - paid, 0) as new_amount,
    greatest(assessed_before - paid_before, 0) - greatest(assessed_before - paid, 0) as cleared_amount,
    running.due_date
from running
cross join staging.night
where assessed > paid or assessed_before > paid_before
