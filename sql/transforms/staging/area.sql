-- A delivered area replaces the shipped one of the same code; the latest delivery wins.
with delivered as (
    select
        areas.*,
        row_number() over (partition by areas.code order by delivery.place desc, areas.line desc) as newest
    from landed.areas
    inner join staging.delivery on areas.delivery = delivery.delivery
)

select code, name, level, parent, valid_from, valid_to, successor
from delivered
where newest = 1
union all
select code, name, level, parent, valid_from, valid_to, successor
from staging.shipped_area
where code not in (select delivered.code from delivered)
