-- stop
-- What is loaded from the source = what the marts received, and = what months were paid, to the cent.
with balance as (
    select
        (select coalesce(sum(amount), 0) from staging.receipt where treasury_date is not null) as staged,
        (select coalesce(sum(gross_amount) - sum(refunded_amount), 0) from marts.receipt) as received,
        (select coalesce(sum(gross_amount) - sum(refunded_amount), 0) from marts.receipt_day) as by_day,
        (
            select coalesce(sum(receipt.amount), 0) from staging.receipt
            cross join staging.night
            where receipt.treasury_date is not null and receipt.pay_date <= night.business_date
        ) as payable,
        (select coalesce(sum(amount), 0) from facts.receipt_part) as parts,
        (
            select coalesce(sum(part.amount), 0) from facts.receipt_part as part
            cross join staging.night
            where part.month >= night.first_shown
        ) as parts_shown,
        (select coalesce(sum(paid_amount), 0) from marts.person_month) as paid,
        (select coalesce(sum(paid_amount), 0) from marts.area_month) as by_area
)

select * from balance
where staged <> received or staged <> by_day or payable <> parts or parts_shown <> paid or parts_shown <> by_area
