-- What became of the rows of every delivery; a row of a whole register that says nothing new is a copy.
select
    delivery.delivery,
    coalesce(sum(case when fate.fate = 'loaded' then fate.rows end), 0) as rows_loaded,
    coalesce(sum(case when fate.fate = 'loaded' then fate.amount end), 0) as amount_loaded,
    coalesce(sum(case when fate.fate = 'superseded' then fate.rows end), 0) as rows_superseded,
    coalesce(sum(case when fate.fate = 'superseded' then fate.amount end), 0) as amount_superseded,
    delivery.rows_unchanged
    + coalesce(sum(case when fate.fate = 'duplicate' then fate.rows end), 0) as rows_duplicate,
    coalesce(sum(case when fate.fate = 'duplicate' then fate.amount end), 0) as amount_duplicate,
    coalesce(sum(case when fate.fate = 'out_of_scope' then fate.rows end), 0) as rows_out_of_scope,
    coalesce(sum(case when fate.fate = 'out_of_scope' then fate.amount end), 0) as amount_out_of_scope
from landed.delivery
left join staging.fate on delivery.delivery = fate.delivery
group by delivery.delivery, delivery.rows_unchanged
