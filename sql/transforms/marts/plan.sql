-- The latest delivery of each year is the whole of it.
with placed as (
    select plans.*, delivery.place, max(delivery.place) over (partition by plans.year) as latest
    from landed.plans
    inner join staging.delivery on plans.delivery = delivery.delivery
)

select
    placed.year, placed.area, case when placed.area is null then '税务所' else area.level end as level, placed.office,
    placed.amount, placed.persons
from placed
left join staging.area on placed.area = area.code
where placed.place = placed.latest
