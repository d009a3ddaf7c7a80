-- What was assessed for each month.
select
    person_id,
    month,
    sum(amount) as amount,
    count(*) as rows,
    min(due_date) as due_date
from staging.assessment
group by person_id, month
