-- Fate of every register row: of rows with one 变更日期 the last delivered counts.
-- Rows with a negative line were in no file: they say who is missing in a whole register.
with placed as (
    select
        register.delivery,
        register.line,
        row_number() over (
            partition by identity.person_id, register.change_date order by delivery.place desc, register.line desc
        ) as age,
        row_number() over (
            partition by
                register.person_number, register.identity, register.name, register.sex, register.birth_date,
                register.hukou, register.community, register.worker_type, register.status, register.change_type,
                register.change_reason, register.change_date, register.first_enrolled_month, register.paid_months,
                register.pay_frequency, register.retirement_class, register.subsidy_from, register.subsidy_to,
                register.phone
            order by delivery.place desc, register.line desc
        ) as copy
    from landed.register
    inner join staging.delivery on register.delivery = delivery.delivery
    inner join staging.identity on register.identity = identity.identity
)

select
    delivery,
    case when copy > 1 then 'duplicate' when age = 1 then 'loaded' else 'superseded' end as fate,
    count(*) as rows,
    0 as amount
from placed
where line > 0
group by 1, 2
