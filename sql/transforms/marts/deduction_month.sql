-- Bank deductions placed at their day.
with placed as (
    select
        deduction.*,
        cast(
            extract(year from deduction.deduction_date) * 12 + extract(month from deduction.deduction_date) as integer
        ) - 1 as month
    from staging.deduction
),

described as (
    select
        placed.*,
        coalesce(
            span.community, roster_place.community, span.unassigned, street_place.subdistrict || '000', '000000000000'
        ) as community,
        case
            when span.attribution is not null then span.attribution
            when roster_place.community is not null then 'roster'
            when coalesce(span.unassigned, street_place.subdistrict) is not null then 'street'
            else 'none'
        end as attribution,
        case
            when span.in_register = 0 then '99'
            when span.worker_type < '98' then span.worker_type
            else coalesce(roster_place.worker_type, span.worker_type)
        end as worker_type
    from placed
    inner join facts.span
        on placed.person_id = span.person_id and placed.deduction_date between span.from_date and span.to_date
    left join facts.roster_place on placed.person_id = roster_place.person_id and placed.month = roster_place.month
    left join facts.street_place
        on
            placed.person_id = street_place.person_id
            and placed.deduction_date between street_place.from_date and street_place.to_date
)

select
    month, substr(community, 1, 6) as district, substr(community, 1, 9) as subdistrict, community, worker_type,
    attribution, coalesce(bank, 'U') as bank, coalesce(failure_reason, 'U') as failure_reason,
    sum(case when result = '成功' then 1 else 0 end) as succeeded,
    sum(case when result = '失败' then 1 else 0 end) as failed,
    sum(case when result = '成功' then amount else 0 end) as succeeded_amount
from described
group by month, community, worker_type, attribution, coalesce(bank, 'U'), coalesce(failure_reason, 'U')
