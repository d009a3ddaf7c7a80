-- What was paid for each month as known on d; the base is that of the receipt that reached the treasury last.
with summed as (
    select
        person_id,
        month,
        sum(amount) as paid_amount,
        sum(case when top_up = 0 then amount else 0 end) as principal,
        min(case when top_up = 0 then pay_month end) as first_paid,
        max(case when top_up = 0 then pay_month end) as last_paid,
        min(pay_month) as first_settled,
        max(pay_month) as last_settled,
        max(base) as base
    from facts.receipt_part
    group by person_id, month
)

select
    summed.person_id,
    summed.month,
    summed.paid_amount,
    case when summed.principal > 0 then 1 else 0 end as paid,
    case when summed.first_paid = summed.last_paid and summed.principal > 0 then summed.first_paid end as paid_from,
    case when summed.first_paid < summed.last_paid then 1 else 0 end as several,
    case when summed.first_settled = summed.last_settled then summed.first_settled end as settled_month,
    case when chosen.person_id is not null then chosen.base else summed.base end as base
from summed
left join facts.base_choice as chosen
    on summed.person_id = chosen.person_id and summed.month = chosen.month and chosen.place = 1
