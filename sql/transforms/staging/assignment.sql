-- Of assignments with one 生效日期 the later delivered counts; an unknown community places nobody.
with known as (
    select
        identity.person_id,
        assignments.effective_date,
        area.code as community,
        row_number() over (
            partition by identity.person_id, assignments.effective_date
            order by delivery.place desc, assignments.line desc
        ) as choice
    from landed.assignments
    cross join staging.night
    inner join staging.delivery on assignments.delivery = delivery.delivery
    inner join staging.identity on assignments.identity = identity.identity
    left join staging.area on assignments.community = area.code and area.level = '社区村'
    where assignments.effective_date <= night.business_date
)

select person_id, effective_date, community
from known
where choice = 1
