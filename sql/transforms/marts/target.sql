-- The latest delivery of each month is the whole of it.
with placed as (
    select targets.*, delivery.place, max(delivery.place) over (partition by targets.month) as latest
    from landed.targets
    inner join staging.delivery on targets.delivery = delivery.delivery
)

select placed.month, placed.area, area.level, sum(placed.persons) as persons
from placed
left join staging.area on placed.area = area.code
where placed.place = placed.latest
group by placed.month, placed.area, area.level
