-- warn
-- Less than 95 % of the receipts of the month of d belong to a person in the register with a known community.
select receipt.month, sum(receipt.matched) as matched, sum(receipt.receipts) as receipts
from marts.receipt_day as receipt
inner join staging.night on receipt.month = night.month
group by receipt.month
having sum(receipt.matched) * 100 < sum(receipt.receipts) * 95
