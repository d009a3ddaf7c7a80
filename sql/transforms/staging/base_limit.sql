-- A delivered limit replaces the shipped one of the same year; the latest delivery wins.
with delivered as (
    select
        base_limits.*,
        row_number() over (partition by base_limits.year order by delivery.place desc, base_limits.line desc) as newest
    from landed.base_limits
    inner join staging.delivery on base_limits.delivery = delivery.delivery
)

select year, average_wage, lower_limit, upper_limit, document_number
from delivered
where newest = 1
union all
select year, average_wage, lower_limit, upper_limit, document_number
from staging.shipped_base_limit
where year not in (select delivered.year from delivered)
