-- All rows that came with a ticket's latest 更新时间 (equal times: in the later delivery) replace
-- its older rows. Of exact copies one stays: the current one, else the first. It was known since the first of
-- them, and each other copy says again, with the delivery after its own, what was known.
with repeated as (
    select
        receipts.*,
        delivery.place,
        delivery.file_date,
        coalesce(receipts.updated_at, cast(delivery.file_date as timestamp)) as effective_at
    from landed.receipts
    inner join staging.delivery on receipts.delivery = delivery.delivery
    inner join staging.repeated_ticket on receipts.ticket_number = repeated_ticket.ticket_number
),

placed as (
    select
        repeated.*,
        dense_rank() over (partition by ticket_number order by effective_at desc, place desc) as age,
        row_number() over copies as copy,
        lag(file_date) over copies as repeated_on,
        min(file_date) over (
            partition by
                ticket_number, identity, name, item, first_month, last_month, base, rate, assessed_amount, amount,
                pay_date, treasury_date, office, street, channel, kind, original_ticket, updated_at
        ) as first_on
    from repeated
    window copies as (
        partition by
            ticket_number, identity, name, item, first_month, last_month, base, rate, assessed_amount, amount,
            pay_date, treasury_date, office, street, channel, kind, original_ticket, updated_at
        order by effective_at desc, place desc, line desc
    )
)

select
    delivery,
    line,
    case when copy > 1 then 'duplicate' when age = 1 then 'loaded' else 'superseded' end as fate,
    case when copy > 1 then repeated_on else first_on end as delivered,
    min(file_date) over (
        partition by ticket_number order by age range between unbounded preceding and 1 preceding
    ) as replaced
from placed
