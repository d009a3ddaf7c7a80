-- The roster speaks only for people whose community or worker type the register leaves open.
with open_people as (
    select distinct person_id
    from facts.span
    where community is null or (in_register = 1 and worker_type in ('98', '99'))
),

listed as (
    select
        roster.person_id,
        month.month,
        case when roster.community <> '000000000000' then roster.community end as community,
        case when roster.worker_type < '98' then roster.worker_type end as worker_type,
        row_number() over (
            partition by roster.person_id, month.month
            order by case when roster.community = '000000000000' then 1 else 0 end, roster.community, roster.roster_code
        ) as choice
    from staging.roster
    inner join open_people on roster.person_id = open_people.person_id
    cross join staging.night
    cross join lateral generate_series(roster.from_month, least(roster.to_month, night.month)) as month (month)
)

select person_id, month, community, worker_type
from listed
where choice = 1
