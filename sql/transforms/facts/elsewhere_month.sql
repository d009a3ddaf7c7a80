-- Month ends covered by insurance elsewhere.
with bounded as (
    select
        elsewhere.person_id,
        elsewhere.category,
        cast(extract(year from from_date) * 12 + extract(month from from_date) as integer) - 1 as from_month,
        case
            when to_date is null or to_date >= night.business_date then night.month
            else cast(extract(year from to_date + 1) * 12 + extract(month from to_date + 1) as integer) - 2
        end as to_month
    from staging.elsewhere
    cross join staging.night
    where elsewhere.from_date <= night.business_date
)

select
    bounded.person_id,
    month.month,
    max(case when bounded.category in ('单位职工', '退休', '死亡') then 1 else 0 end) as leaves,
    max(case when bounded.category <> '死亡' then 1 else 0 end) as insured
from bounded
cross join lateral generate_series(bounded.from_month, bounded.to_month) as month (month)
where bounded.from_month <= bounded.to_month
group by bounded.person_id, month.month
