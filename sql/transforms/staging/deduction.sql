-- The latest result of each (批次号, 证件号码, 费款所属期), once its 扣款日期 has come.
with known as (
    select
        identity.person_id,
        deductions.amount,
        deductions.deduction_date,
        deductions.result,
        deductions.failure_reason,
        deductions.bank,
        row_number() over (
            partition by deductions.batch_number, deductions.identity, deductions.month
            order by delivery.place desc, deductions.line desc
        ) as choice
    from landed.deductions
    inner join staging.delivery on deductions.delivery = delivery.delivery
    inner join staging.identity on deductions.identity = identity.identity
)

select person_id, amount, deduction_date, result, failure_reason, bank
from known
cross join staging.night
where choice = 1 and deduction_date <= night.business_date
