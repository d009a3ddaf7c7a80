-- T of every month that has a cell: its last day; d in the month of d and after.
with months as (
    select distinct month from facts.cell
)

select
    months.month,
    least(months.month, night.month) as t_month,
    case
        when months.month >= night.month then night.business_date
        else make_date(
            cast((months.month + 1 - (months.month + 1) % 12) / 12 as integer),
            cast((months.month + 1) % 12 + 1 as integer),
            1
        ) - 1
    end as day
from months
cross join staging.night
