-- The register as history: of rows with one 变更日期 the later delivered counts.
with known as (
    select
        identity.person_id,
        delivery.place,
        register.*,
        row_number() over (
            partition by identity.person_id, register.change_date order by delivery.place desc, register.line desc
        ) as choice
    from landed.register
    cross join staging.night
    inner join staging.delivery on register.delivery = delivery.delivery
    inner join staging.identity on register.identity = identity.identity
    where register.change_date <= night.business_date
)

select
    person_id,
    row_number() over (order by person_id, change_date) as registration_id,
    change_date,
    place,
    line,
    name,
    sex,
    birth_date,
    hukou,
    community,
    worker_type,
    status,
    change_type,
    first_enrolled_month,
    paid_months,
    pay_frequency,
    retirement_class,
    subsidy_from,
    subsidy_to,
    phone
from known
where choice = 1
