-- Fate of every deduction row.
with placed as (
    select
        deductions.delivery,
        deductions.amount,
        row_number() over (
            partition by deductions.batch_number, deductions.identity, deductions.month
            order by delivery.place desc, deductions.line desc
        ) as age,
        row_number() over (
            partition by
                deductions.batch_number, deductions.identity, deductions.month, deductions.amount,
                deductions.deduction_date, deductions.result, deductions.failure_reason, deductions.bank
            order by delivery.place desc, deductions.line desc
        ) as copy
    from landed.deductions
    inner join staging.delivery on deductions.delivery = delivery.delivery
)

select
    delivery,
    case when copy > 1 then 'duplicate' when age = 1 then 'loaded' else 'superseded' end as fate,
    count(*) as rows,
    coalesce(sum(amount), 0) as amount
from placed
group by 1, 2
