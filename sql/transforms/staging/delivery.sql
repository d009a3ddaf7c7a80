-- Deliveries whose date has come, in delivery order.
select
    landed.delivery.delivery,
    landed.delivery.feed,
    landed.delivery.file_date,
    row_number() over (
        order by landed.delivery.file_date, landed.delivery.file_number, landed.delivery.delivery
    ) as place
from landed.delivery
cross join staging.night
where landed.delivery.file_date <= night.business_date
