-- receipt summed by day and place.
select
    day, month, district, subdistrict, community, worker_type, attribution,
    sum(gross_amount) as gross_amount, sum(refunded_amount) as refunded_amount, sum(receipts) as receipts,
    sum(contactless) as contactless, sum(matched) as matched, sum(in_transit_amount) as in_transit_amount
from marts.receipt
group by day, month, district, subdistrict, community, worker_type, attribution
order by day, community
