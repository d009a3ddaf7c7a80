-- The street of the latest receipt (pay date, then treasury date, then ticket) places people nothing else places.
with open_people as (
    select distinct person_id from facts.span where community is null and unassigned is null
),

paid as (
    select
        receipt.person_id,
        receipt.pay_date,
        receipt.subdistrict,
        row_number() over (
            partition by receipt.person_id, receipt.pay_date
            order by receipt.treasury_date desc, receipt.ticket_number desc, receipt.line desc
        ) as choice
    from staging.receipt
    inner join open_people on receipt.person_id = open_people.person_id
    where receipt.treasury_date is not null
),

bounded as (
    select
        person_id,
        pay_date,
        subdistrict,
        lead(pay_date) over (partition by person_id order by pay_date) as next_date
    from paid
    where choice = 1
)

select
    person_id,
    pay_date as from_date,
    coalesce(next_date - 1, date '9999-12-31') as to_date,
    cast(extract(year from pay_date) * 12 + extract(month from pay_date) as integer) - 1 as from_month,
    coalesce(cast(extract(year from next_date) * 12 + extract(month from next_date) as integer) - 2, 999999)
        as to_month,
    subdistrict
from bounded
