-- Current receipt rows in scope; those whose treasury date lies after d wait for their day.
select
    identity.person_id,
    receipts.ticket_number,
    receipts.line,
    receipts.first_month,
    receipts.last_month,
    receipts.base,
    receipts.amount,
    receipts.pay_date,
    receipts.treasury_date,
    receipts.office,
    street.subdistrict,
    receipts.channel,
    receipts.kind,
    receipts.delivery,
    coalesce(version.delivered, delivery.file_date) as delivered
from landed.receipts
cross join staging.night
inner join staging.delivery on receipts.delivery = delivery.delivery
inner join staging.item on coalesce(receipts.item, '') = item.item and item.in_scope = 1
inner join staging.identity on receipts.identity = identity.identity
left join staging.street on receipts.street = street.street
left join staging.receipt_version as version
    on receipts.delivery = version.delivery and receipts.line = version.line
where
    coalesce(version.fate, 'loaded') = 'loaded'
    and (receipts.treasury_date is null or receipts.treasury_date <= night.business_date)
