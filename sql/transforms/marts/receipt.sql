-- Every receipt that reached the treasury.
select
    receipt.person_id, receipt.ticket_number, receipt.day, receipt.month,
    substr(receipt.community, 1, 6) as district, substr(receipt.community, 1, 9) as subdistrict, receipt.community,
    receipt.worker_type, receipt.attribution, receipt.channel, receipt.office, receipt.kind,
    case when receipt.kind <> '退收' then receipt.amount else 0 end as gross_amount,
    case when receipt.kind = '退收' then -receipt.amount else 0 end as refunded_amount,
    case when receipt.kind <> '退收' then 1 else 0 end as receipts,
    case when receipt.kind <> '退收' and channel.contactless = 1 then 1 else 0 end as contactless,
    case
        when
            receipt.kind <> '退收' and receipt.in_register = 1
            and receipt.attribution in ('assignment', 'register', 'roster')
            then 1
        else 0
    end as matched
from facts.placed_receipt as receipt
left join marts.channel on receipt.channel = channel.code
where receipt.in_transit = 0
order by receipt.day, receipt.community
