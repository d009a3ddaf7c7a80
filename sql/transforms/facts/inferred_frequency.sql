-- The most distinct months that rows of one pay date covered in the two calendar years before.
with open_people as (
    select distinct person_id from facts.span where months_in_group is null
),

covered as (
    select distinct
        receipt.person_id,
        receipt.pay_date,
        month.month
    from staging.receipt
    inner join open_people on receipt.person_id = open_people.person_id
    cross join staging.night
    cross join lateral generate_series(receipt.first_month, receipt.last_month) as month (month)
    where
        receipt.kind in ('正常应缴', '预缴')
        and receipt.treasury_date is not null
        and receipt.pay_date <= night.business_date
),

counted as (
    select
        person_id,
        cast(extract(year from pay_date) as integer) as year,
        count(*) as months
    from covered
    group by person_id, pay_date
),

following as (
    select person_id, year + 1 as year, months from counted
    union all
    select person_id, year + 2 as year, months from counted
)

select
    person_id,
    year,
    case when max(months) >= 12 then 12 when max(months) >= 6 then 6 when max(months) >= 3 then 3 else 1 end
        as months_in_group
from following
group by person_id, year
