-- Of classifications with one 生效日期 the later delivered counts; one that is not 01-06 classifies nobody.
with known as (
    select
        identity.person_id,
        classifications.effective_date,
        case when classifications.worker_type < '98' then classifications.worker_type end as worker_type,
        row_number() over (
            partition by identity.person_id, classifications.effective_date
            order by delivery.place desc, classifications.line desc
        ) as choice
    from landed.classifications
    cross join staging.night
    inner join staging.delivery on classifications.delivery = delivery.delivery
    inner join staging.identity on classifications.identity = identity.identity
    where classifications.effective_date <= night.business_date
)

select person_id, effective_date, worker_type
from known
where choice = 1
