-- From which T on a month counts in density and as repairable, as changes that run on.
-- Density looks at 12 months; repairable months end with their year. What was paid in its own month for good
-- needs no event, nor does a month due at its own end: the windows of facts.cell count those.
with months as (
    select
        presence.person_id,
        presence.month,
        presence.due_from,
        presence.on_time_from,
        presence.several,
        presence.month + 12 as after_window,
        presence.month - presence.month % 12 + 12 as after_year,
        case
            when assessed_month.amount > 0 then assessed_month.amount
            else cast(coalesce(base_limit.lower_limit, 0) * 0.20 as decimal(18, 2))
        end as amount
    from facts.presence
    left join facts.assessed_month
        on presence.person_id = assessed_month.person_id and presence.month = assessed_month.month
    left join staging.base_limit on cast((presence.month - presence.month % 12) / 12 as integer) = base_limit.year
    where presence.registered = 1 and presence.on_time_from is null
),

paid as (
    select
        months.*,
        paid_interval.from_month,
        coalesce(paid_interval.until_month, 999999) as until_month
    from months
    inner join facts.paid_interval
        on months.person_id = paid_interval.person_id and months.month = paid_interval.month
),

changes as (
    select
        person_id, due_from as from_month, after_window as until_month,
        0 as paid, 1 as due, 0 as repairable, 0 as amount
    from months
    where due_from > month
    union all
    select person_id, from_month, least(until_month, after_window), 1, 0, 0, 0 from paid
    union all
    select person_id, from_month, least(until_month, due_from, after_window), 0, 1, 0, 0 from paid
    where due_from > month
    union all
    select person_id, due_from, after_year, 0, 0, 1, amount from months
    union all
    select person_id, greatest(from_month, due_from), least(until_month, after_year), 0, 0, -1, -amount from paid
),

bounds as (
    select person_id, from_month as month, paid, due, repairable, amount from changes
    where from_month < until_month
    union all
    select person_id, until_month as month, -paid, -due, -repairable, -amount from changes
    where from_month < until_month
)

select
    bounds.person_id,
    bounds.month,
    sum(bounds.paid) as density_paid,
    sum(bounds.due) as density_due,
    sum(bounds.repairable) as repairable_months,
    sum(bounds.amount) as repairable_amount
from bounds
cross join staging.night
where bounds.month <= night.month
group by bounds.person_id, bounds.month
