-- Fate of every receipt row.
select
    receipts.delivery,
    case
        when coalesce(receipt_version.fate, 'loaded') <> 'loaded' then receipt_version.fate
        when item.in_scope = 0 then 'out_of_scope'
        else 'loaded'
    end as fate,
    count(*) as rows,
    coalesce(sum(receipts.amount), 0) as amount
from landed.receipts
inner join staging.delivery on receipts.delivery = delivery.delivery
inner join staging.item on coalesce(receipts.item, '') = item.item
left join staging.receipt_version
    on receipts.delivery = receipt_version.delivery and receipts.line = receipt_version.line
group by 1, 2
