-- How each person stands at each T: registered now and before, since when unpaid, what the last base was.
-- The counts so far make the twelve months of contribution density in facts.cell.
select
    person_id,
    month,
    span_id,
    months_in_group,
    stated,
    registered,
    coalesce(lag(registered) over history, 0) as registered_before,
    coalesce(max(registered) over (
        partition by person_id order by month rows between unbounded preceding and 1 preceding
    ), 0) as registered_ever_before,
    case when registered = 1 and last_paid >= month - 11 then 1 else 0 end as paid_recently,
    greatest(
        coalesce(last_paid, 0), coalesce(max(case when registered = 0 then month end) over history, 0), first_month - 1
    ) as stop,
    max(frequency_changed) over history as frequency_since,
    due_from,
    paid,
    paid_amount,
    base,
    coalesce(
        max(case when paid = 1 then month * 10000000000 + coalesce(cast(base * 100 as bigint), 9999999999) end)
            over history,
        0
    ) as last_base,
    sum(case when registered = 1 and on_time_from is not null then 1 else 0 end) over history as on_time_so_far,
    sum(case when registered = 1 and (on_time_from is not null or due_from = month) then 1 else 0 end) over history
        as counted_so_far
from facts.presence
window history as (partition by person_id order by month)
