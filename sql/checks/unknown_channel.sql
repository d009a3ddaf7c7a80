-- warn
-- Receipts of the month of d through a channel no map knows, by day.
select receipt.day, count(*) as receipts
from marts.receipt
inner join staging.night on receipt.month = night.month
where receipt.channel = '99'
group by receipt.day
