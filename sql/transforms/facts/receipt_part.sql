-- Each receipt in whole cents over its months, rounded toward zero, the remainder to the last.
with known as (
    select
        receipt.*,
        cast(extract(year from receipt.pay_date) * 12 + extract(month from receipt.pay_date) as integer) - 1
            as pay_month,
        case when receipt.kind = '补差' then 1 else 0 end as top_up,
        case when receipt.kind in ('补差', '退收') then 0 else 1 end as has_base
    from staging.receipt
    cross join staging.night
    where receipt.treasury_date is not null and receipt.pay_date <= night.business_date
),

shared as (
    select
        known.*,
        cast(amount * 100 as bigint) as cents,
        last_month - first_month + 1 as months
    from known
    where first_month < last_month
)

select
    person_id,
    first_month as month,
    pay_date,
    pay_month,
    amount,
    top_up,
    has_base,
    case when has_base = 1 then base end as base,
    treasury_date,
    ticket_number,
    line,
    subdistrict
from known
where first_month = last_month
union all
select
    shared.person_id,
    month.month,
    shared.pay_date,
    shared.pay_month,
    cast(
        0.01 * (
            cast((shared.cents - shared.cents % shared.months) / shared.months as bigint)
            + case when month.month = shared.last_month then shared.cents % shared.months else 0 end
        ) as decimal(18, 2)
    ) as amount,
    shared.top_up,
    shared.has_base,
    case when shared.has_base = 1 then shared.base end as base,
    shared.treasury_date,
    shared.ticket_number,
    shared.line,
    shared.subdistrict
from shared
cross join lateral generate_series(shared.first_month, shared.last_month) as month (month)
