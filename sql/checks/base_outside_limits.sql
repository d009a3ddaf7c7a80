-- warn
-- Receipts of the year of d whose base lies outside the limits of the year paid for and of the year before.
select receipt.first_month, receipt.base
from staging.receipt
inner join staging.night on receipt.pay_date >= make_date(cast(extract(year from night.business_date) as integer), 1, 1)
inner join staging.base_limit as own_year
    on cast((receipt.first_month - receipt.first_month % 12) / 12 as integer) = own_year.year
left join staging.base_limit as year_before on own_year.year = year_before.year + 1
where
    receipt.kind not in ('补差', '退收')
    and (
        receipt.base < least(own_year.lower_limit, coalesce(year_before.lower_limit, own_year.lower_limit))
        or receipt.base > own_year.upper_limit
    )
