-- Months after the month of d: what is paid and assessed already, placed as known on d.
with money as (
    select
        coalesce(paid_month.person_id, assessed_month.person_id) as person_id,
        coalesce(paid_month.month, assessed_month.month) as month,
        coalesce(paid_month.paid_amount, 0) as paid_amount,
        coalesce(assessed_month.amount, 0) as assessed_amount,
        case
            when paid_month.paid = 1
                then paid_month.month * 10000000000 + coalesce(cast(paid_month.base * 100 as bigint), 9999999999)
        end as paid_base
    from (select * from facts.paid_month where month > (select month from staging.night)) as paid_month
    full outer join (
        select * from facts.assessed_month where month > (select month from staging.night)
    ) as assessed_month
        on paid_month.person_id = assessed_month.person_id and paid_month.month = assessed_month.month
)

select
    money.person_id,
    money.month,
    span.span_id,
    coalesce(span.months_in_group, inferred_frequency.months_in_group, 1) as months_in_group,
    case when span.months_in_group is null then 0 else 1 end as stated,
    coalesce(
        max(money.paid_base) over (partition by money.person_id order by money.month), standing.last_base, 0
    ) as last_base,
    0 as registered,
    0 as registered_before,
    0 as run,
    0 as run_before,
    0 as new,
    0 as returned,
    0 as lost,
    0 as paying,
    0 as due,
    0 as awaiting,
    0 as admin_suspended,
    0 as paid_recently,
    0 as repairable_months,
    0 as density_paid,
    0 as density_due,
    null as base,
    0 as repairable_amount,
    money.assessed_amount,
    money.paid_amount,
    least(greatest(money.paid_amount, 0), money.assessed_amount) as assessed_paid_amount,
    0 as amount_1,
    0 as amount_2,
    0 as amount_3,
    0 as amount_4,
    0 as amount_5,
    0 as amount_6,
    0 as arrears_new_amount,
    0 as arrears_cleared_amount
from money
cross join staging.night
inner join facts.span
    on money.person_id = span.person_id and night.business_date between span.from_date and span.to_date
left join facts.standing on money.person_id = standing.person_id and night.month = standing.month
left join facts.inferred_frequency
    on
        money.person_id = inferred_frequency.person_id
        and cast((money.month - money.month % 12) / 12 as integer) = inferred_frequency.year
