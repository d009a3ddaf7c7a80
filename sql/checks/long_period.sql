-- warn
-- Receipts that cover more than 24 months.
select first_month, last_month, amount
from staging.receipt
where last_month - first_month >= 24
