-- When a month counts as paid, for months paid late or in several months; T before the month itself does not matter.
with summed as (
    select
        part.person_id,
        part.month,
        part.pay_month,
        sum(part.amount) as amount
    from facts.receipt_part as part
    inner join facts.paid_month
        on part.person_id = paid_month.person_id and part.month = paid_month.month and paid_month.several = 1
    where part.top_up = 0
    group by part.person_id, part.month, part.pay_month
),

running as (
    select
        person_id,
        month,
        greatest(pay_month, month) as from_month,
        sum(amount) over (partition by person_id, month order by pay_month) as principal,
        lead(pay_month) over (partition by person_id, month order by pay_month) as next_month
    from summed
)

select
    person_id,
    month,
    from_month,
    case when next_month is not null then greatest(next_month, month) end as until_month
from running
where principal > 0 and (next_month is null or greatest(next_month, month) > from_month)
union all
select
    person_id,
    month,
    paid_from as from_month,
    null as until_month
from facts.paid_month
where paid_from > month
