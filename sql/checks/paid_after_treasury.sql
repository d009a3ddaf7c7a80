-- warn
-- Receipts whose pay date lies after d although the treasury has the money: months show it on their pay date.
select receipt.pay_date, receipt.treasury_date
from staging.receipt
inner join staging.night on receipt.pay_date > night.business_date
where receipt.treasury_date is not null
