-- Fate of the rows of lists: of the same key, or the same whole, the last delivered counts.
with rows_of_lists as (
    select delivery, line, identity || '|' || cast(effective_date as text) as row_key, 0 as amount, 0 as whole
    from landed.assignments
    union all
    select delivery, line, identity || '|' || cast(effective_date as text), 0, 0 from landed.classifications
    union all
    select delivery, line, cast(month as text), 0, 1 from landed.targets
    union all
    select delivery, line, cast(year as text), coalesce(amount, 0), 1 from landed.plans
    union all
    select delivery, line, 'all', 0, 1 from landed.elsewhere
    union all
    select delivery, line, code, 0, 0 from landed.areas
    union all
    select delivery, line, cast(year as text), 0, 0 from landed.base_limits
    union all
    select delivery, line, cast(day as text), 0, 0 from landed.calendar
),

placed as (
    select
        rows_of_lists.delivery,
        rows_of_lists.amount,
        case
            when rows_of_lists.whole = 1
                then dense_rank() over (
                    partition by delivery.feed, case when delivery.feed = 'elsewhere' then '' else row_key end
                    order by delivery.place desc
                )
            else row_number() over (
                partition by delivery.feed, row_key order by delivery.place desc, rows_of_lists.line desc
            )
        end as age
    from rows_of_lists
    inner join staging.delivery on rows_of_lists.delivery = delivery.delivery
)

select
    delivery,
    case when age = 1 then 'loaded' else 'superseded' end as fate,
    count(*) as rows,
    sum(amount) as amount
from placed
group by 1, 2
