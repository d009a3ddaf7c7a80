-- Every person as known on d. Statutory minimum: 15 years to 2029, then half a year more each year up to 20.
with latest_pay as (
    select person_id, max(pay_date) as last_pay_date from staging.receipt
    where kind <> '退收' and treasury_date is not null
    group by person_id
),

latest_paid as (
    select paid_month.person_id, max(paid_month.month) as last_paid_month
    from facts.paid_month
    cross join staging.night
    where paid_month.paid = 1 and paid_month.month <= night.month
    group by paid_month.person_id
),

paid_since as (
    select paid_month.person_id, count(*) as months
    from facts.paid_month
    cross join staging.night
    inner join facts.person on paid_month.person_id = person.person_id and paid_month.month > person.stated_month
    where paid_month.paid = 1 and paid_month.month <= night.month
    group by paid_month.person_id
),

retiring as (
    select person_id, cast((retirement_month - retirement_month % 12) / 12 as integer) as year from facts.person
),

now_placed as (
    select person_month.*
    from marts.person_month
    inner join staging.night on person_month.month = night.month
    where person_month.persons = 1
)

select
    person.person_id, person.identity, person.name, person.phone,
    coalesce(placed.district, substr(span.community, 1, 6), '000000') as district,
    coalesce(placed.subdistrict, substr(span.community, 1, 9), '000000000') as subdistrict,
    coalesce(placed.community, span.community, '000000000000') as community,
    coalesce(placed.worker_type, span.worker_type) as worker_type,
    coalesce(placed.attribution, span.attribution, 'none') as attribution,
    person.sex, person.birth_date, person.retirement_month,
    case when span.in_force = 1 then span.status end as status,
    coalesce(placed.registered, 0) as registered, coalesce(placed.run, 0) as run,
    latest_paid.last_paid_month, latest_pay.last_pay_date, coalesce(placed.pay_frequency, 'M') as pay_frequency,
    span.subsidy_to, coalesce(placed.arrears_amount, 0) as arrears_amount,
    person.stated_months + coalesce(paid_since.months, 0) as contributed_months,
    case when retiring.year is not null then 180 + 6 * least(greatest(retiring.year - 2029, 0), 10) end
        as required_months
from facts.person
cross join staging.night
inner join facts.span
    on person.person_id = span.person_id and night.business_date between span.from_date and span.to_date
left join now_placed as placed on person.person_id = placed.person_id
left join latest_pay on person.person_id = latest_pay.person_id
left join latest_paid on person.person_id = latest_paid.person_id
left join paid_since on person.person_id = paid_since.person_id
left join retiring on person.person_id = retiring.person_id
