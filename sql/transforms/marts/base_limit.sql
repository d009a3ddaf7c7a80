-- Base limits by year.
select year, average_wage, lower_limit, upper_limit, document_number
from staging.base_limit
order by year
